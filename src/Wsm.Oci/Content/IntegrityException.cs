namespace Wsm.Oci.Content;

/// <summary>Bytes that are not those their digest or size promises. Never transient: the content is wrong, not the line.</summary>
public class IntegrityException : ContentException
{
    public IntegrityException(string message)
        : base(message) { }
}

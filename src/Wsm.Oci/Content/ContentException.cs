namespace Wsm.Oci.Content;

/// <summary>Content that could not be read. The message is a sentence for a person.</summary>
public class ContentException : IOException
{
    public ContentException(string message)
        : base(message) { }

    public ContentException(string message, Exception? inner)
        : base(message, inner) { }

    /// <summary>The place itself answered, and has no such manifest or blob.</summary>
    public bool IsNotFound { get; init; }
}

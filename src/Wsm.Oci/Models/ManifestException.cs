namespace Wsm.Oci.Models;

/// <summary>A manifest, index or configuration that is not what it must be. The message is one sentence for a person.</summary>
public sealed class ManifestException : Exception
{
    public ManifestException(string message)
        : base(message) { }

    public ManifestException(string message, Exception inner)
        : base(message, inner) { }
}

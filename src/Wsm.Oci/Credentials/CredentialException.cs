namespace Wsm.Oci.Credentials;

/// <summary>A credential file or helper that cannot be used. The message names it and is a sentence for a person.</summary>
public sealed class CredentialException : Exception
{
    public CredentialException(string message)
        : base(message) { }

    public CredentialException(string message, Exception inner)
        : base(message, inner) { }
}

namespace Wsm.Oci.Credentials;

public interface ICredentialSource
{
    /// <summary>The credential for a repository, or null for anonymous access.</summary>
    /// <param name="registry">Host and optional port, <c>docker.io</c> for Docker Hub.</param>
    /// <param name="repository">The path; null when only the registry is meant.</param>
    /// <exception cref="CredentialException">A file or helper that should hold it cannot be used.</exception>
    Task<Credential?> FindAsync(string registry, string? repository, CancellationToken cancellationToken);
}

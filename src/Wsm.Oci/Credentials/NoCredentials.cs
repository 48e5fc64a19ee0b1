namespace Wsm.Oci.Credentials;

/// <summary>Anonymous access everywhere.</summary>
public sealed class NoCredentials : ICredentialSource
{
    public Task<Credential?> FindAsync(string registry, string? repository, CancellationToken cancellationToken) =>
        Task.FromResult<Credential?>(null);
}

namespace Wsm.Oci.Credentials;

/// <summary>
/// A credential that was given on the command line, for one registry or for every one; other registries ask <paramref name="others"/>.
/// </summary>
public sealed class GivenCredential(Credential credential, string? onlyFor, ICredentialSource others) : ICredentialSource
{
    public Task<Credential?> FindAsync(string registry, string? repository, CancellationToken cancellationToken) =>
        onlyFor is null || onlyFor == registry
            ? Task.FromResult<Credential?>(credential)
            : others.FindAsync(registry, repository, cancellationToken);
}

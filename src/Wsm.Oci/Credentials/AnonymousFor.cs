namespace Wsm.Oci.Credentials;

/// <summary>Keeps what is known of some registries to itself: they are asked as by anybody.</summary>
/// <param name="hosts">As in references; Docker Hub by any of its names.</param>
public sealed class AnonymousFor(IEnumerable<string> hosts, ICredentialSource others) : ICredentialSource
{
    private readonly HashSet<string> _hosts = hosts.Select(RegistryKey.Normalise).ToHashSet(StringComparer.OrdinalIgnoreCase);

    public Task<Credential?> FindAsync(string registry, string? repository, CancellationToken cancellationToken) =>
        _hosts.Contains(RegistryKey.Normalise(registry))
            ? Task.FromResult<Credential?>(null)
            : others.FindAsync(registry, repository, cancellationToken);
}

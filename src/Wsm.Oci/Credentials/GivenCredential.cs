namespace Wsm.Oci.Credentials;

/// <summary>
/// A credential that was given on the command line, for one registry or for every one; other registries ask <paramref name="others"/>.
/// </summary>
public sealed class GivenCredential(Credential credential, string? onlyFor, ICredentialSource others) : ICredentialSource
{
    private readonly string? _host = onlyFor is null ? null : NameOf(onlyFor);

    /// <summary>Somebody wanted to know it.</summary>
    public bool WasFound { get; private set; }

    public Task<Credential?> FindAsync(string registry, string? repository, CancellationToken cancellationToken)
    {
        if (_host is not null && !_host.Equals(NameOf(registry), StringComparison.OrdinalIgnoreCase))
        {
            return others.FindAsync(registry, repository, cancellationToken);
        }

        WasFound = true;
        return Task.FromResult<Credential?>(credential);
    }

    /// <summary>The usual port may be written or not.</summary>
    private static string NameOf(string registry) =>
        RegistryKey.Normalise(registry) is var name && name.EndsWith(":443", StringComparison.Ordinal) ? name[..^":443".Length] : name;
}

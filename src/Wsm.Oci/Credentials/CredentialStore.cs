namespace Wsm.Oci.Credentials;

/// <summary>Keeps credentials where docker and podman keep theirs, so that all three see them.</summary>
public sealed class CredentialStore
{
    private readonly EnvironmentVariables _environment;
    private readonly IReadOnlyList<CredentialFile> _files;

    public CredentialStore(EnvironmentVariables environment)
    {
        _environment = environment;
        _files = CredentialFiles.Locate(environment);
    }

    /// <summary>Stores a credential with the configured helper, or in the file. Returns where, for the person.</summary>
    /// <exception cref="CredentialException">It cannot be stored.</exception>
    public async Task<string> SaveAsync(string registry, Credential credential, CancellationToken cancellationToken)
    {
        var file = Choose();
        var document = await file.ReadAsync(cancellationToken).ConfigureAwait(false) ?? new CredentialDocument(file.FilePath, []);
        if (document.HelperFor(registry) is { } helper)
        {
            await new CredentialHelper(helper, _environment)
                .StoreAsync(RegistryKey.ForHelper(registry), credential, cancellationToken)
                .ConfigureAwait(false);
            return "docker-credential-" + helper;
        }

        document.Remove(registry);
        document.Set(file.KeyFor(registry), credential);
        file.Write(document);
        return file.FilePath;
    }

    /// <summary>Removes a registry's credential from every file and helper that has it. Returns where it was; empty when nowhere.</summary>
    /// <exception cref="CredentialException">It cannot be removed.</exception>
    public async Task<IReadOnlyList<string>> EraseAsync(string registry, CancellationToken cancellationToken)
    {
        var places = new List<string>();
        foreach (var file in _files)
        {
            if (await file.ReadAsync(cancellationToken).ConfigureAwait(false) is not { } document)
            {
                continue;
            }

            if (
                document.HelperFor(registry) is { } helper
                && await new CredentialHelper(helper, _environment)
                    .EraseAsync(RegistryKey.ForHelper(registry), cancellationToken)
                    .ConfigureAwait(false)
            )
            {
                places.Add("docker-credential-" + helper);
            }

            if (!document.Remove(registry))
            {
                continue;
            }

            file.Write(document);
            places.Add(file.FilePath);
        }

        return places;
    }

    /// <summary>The file that was named; else the first that exists; else docker's.</summary>
    private CredentialFile Choose()
    {
        if (_files.Count == 0)
        {
            throw new CredentialException(
                "there is no place to store credentials: neither HOME nor DOCKER_CONFIG nor REGISTRY_AUTH_FILE is set"
            );
        }

        return _environment["REGISTRY_AUTH_FILE"] is not null
            ? _files[0]
            : _files.FirstOrDefault(file => File.Exists(file.FilePath)) ?? _files[^1];
    }
}

using System.Collections.Concurrent;

namespace Wsm.Oci.Credentials;

/// <summary>The credentials that docker and podman use, from their files and helpers. Each file and helper is asked once.</summary>
public sealed class StandardCredentials : ICredentialSource
{
    private readonly EnvironmentVariables _environment;
    private readonly IReadOnlyList<CredentialFile> _files;
    private readonly ConcurrentDictionary<string, Lazy<Task<CredentialDocument?>>> _documents = new();
    private readonly ConcurrentDictionary<(string Helper, string Server), Lazy<Task<Credential?>>> _answers = new();

    private readonly TimeSpan? _helperPatience;

    /// <param name="helperPatience">How long a helper may take to answer; null for a minute.</param>
    public StandardCredentials(EnvironmentVariables environment, TimeSpan? helperPatience = null)
    {
        _helperPatience = helperPatience;
        _environment = environment;
        _files = CredentialFiles.Locate(environment);
    }

    public async Task<Credential?> FindAsync(string registry, string? repository, CancellationToken cancellationToken)
    {
        foreach (var file in _files)
        {
            var document = await _documents
                .GetOrAdd(file.FilePath, _ => new(() => file.ReadAsync(CancellationToken.None)))
                .Value.WaitAsync(cancellationToken)
                .ConfigureAwait(false);
            if (document is null)
            {
                continue;
            }

            var found = document.HelperFor(registry) is { } helper
                ? await AskAsync(helper, registry, cancellationToken).ConfigureAwait(false)
                : null;
            if ((found ?? document.Find(registry, repository)) is { } credential)
            {
                return credential with { Source = file.FilePath };
            }
        }

        return null;
    }

    private Task<Credential?> AskAsync(string helper, string registry, CancellationToken cancellationToken)
    {
        var server = RegistryKey.ForHelper(registry);
        return _answers
            .GetOrAdd((helper, server), _ =>
                new(() => new CredentialHelper(helper, _environment, _helperPatience).GetAsync(server, CancellationToken.None))
            )
            .Value.WaitAsync(cancellationToken);
    }
}

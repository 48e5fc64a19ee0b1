namespace Wsm.Oci.Credentials;

/// <summary>The names that one registry goes by in credential files.</summary>
internal static class RegistryKey
{
    /// <summary>What docker calls Docker Hub, in its file and to its helpers.</summary>
    public const string DockerHub = "https://index.docker.io/v1/";

    /// <summary>What a helper is asked for.</summary>
    public static string ForHelper(string registry) => registry == "docker.io" ? DockerHub : registry;

    /// <summary>A key without scheme and API path, Docker Hub's many names as one: <c>docker.io</c>.</summary>
    public static string Normalise(string key)
    {
        var start = key.IndexOf("://", StringComparison.Ordinal);
        var rest = (start < 0 ? key : key[(start + 3)..]).TrimEnd('/');
        foreach (var version in (string[])["/v1", "/v2"])
        {
            if (start >= 0 && rest.EndsWith(version, StringComparison.Ordinal))
            {
                rest = rest[..^version.Length];
            }
        }

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var host = slash < 0 ? rest : rest[..slash];
        var isHub = host is "index.docker.io" or "registry-1.docker.io";
        return isHub ? "docker.io" + rest[host.Length..] : rest;
    }

    /// <summary>
    /// The keys that may hold a repository's credential, the most particular first: <c>host/a/b</c>, <c>host/a</c>, <c>host</c>.
    /// </summary>
    public static IEnumerable<string> Candidates(string registry, string? repository)
    {
        for (var key = repository is null ? registry : $"{registry}/{repository}"; ; key = key[..key.LastIndexOf('/')])
        {
            yield return key;
            if (key.Length <= registry.Length)
            {
                yield break;
            }
        }
    }
}

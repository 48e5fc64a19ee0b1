using Wsm.Oci.Credentials;

namespace Wsm.Site.Values.Mirrors;

/// <summary>How nodes reach the registries inside.</summary>
internal sealed record MirrorAccess
{
    /// <summary>They speak plain HTTP.</summary>
    public required bool PlainHttp { get; init; }

    /// <summary>The certificates, in PEM, by which nodes know the registries; null where they know them anyhow.</summary>
    public required string? Authority { get; init; }

    /// <summary>By host, the user names and passwords that nodes are given.</summary>
    public IReadOnlyDictionary<string, Credential> Logins { get; init; } = new Dictionary<string, Credential>();

    /// <summary>Hosts for which a login is known that nodes are not given.</summary>
    public IReadOnlySet<string> Withheld { get; init; } = new HashSet<string>();

    public string Scheme => PlainHttp ? "http" : "https";

    /// <summary>Whether what is written of these rules holds a password.</summary>
    public bool IsSecret(IEnumerable<MirrorRule> rules) => rules.Any(rule => Logins.ContainsKey(rule.Host));

    /// <summary>Comments for whoever reads the file on a node.</summary>
    public string Notes(IEnumerable<MirrorRule> rules) =>
        string.Concat(
            rules
                .Select(rule => rule.Host)
                .Distinct()
                .Where(Withheld.Contains)
                .Select(host => $"# A login for {host} does not stand here: 'wsm values' writes it with --mirror-credentials.\n")
        );

    /// <summary>The same for whoever wrote it, and what they should think about.</summary>
    public IEnumerable<string> Warnings(IEnumerable<MirrorRule> rules) =>
        rules
            .Select(rule => rule.Host)
            .Distinct()
            .SelectMany(host =>
                Withheld.Contains(host)
                    ?
                    [
                        $"There is a login for {host}, and it is not in the files for the nodes: --mirror-credentials writes it there; a pull "
                            + "secret counts for the host in an image's name, and often not for its mirror.",
                    ]
                : Logins.ContainsKey(host) && PlainHttp ? [$"{host} speaks plain HTTP: nodes show its password to whoever listens."]
                : Logins.Count > 0 && !Logins.ContainsKey(host) ? [$"There is no login for {host}, and so none in the files for the nodes."]
                : Array.Empty<string>()
            );
}

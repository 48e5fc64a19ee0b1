using System.Net;

namespace Wsm.Oci.Registry.Auth;

/// <summary>
/// Whether a token server is the registry's own, so that the registry's credentials may go there: the same host on any port, a host of the
/// same registrable domain (<c>registry.gitlab.com</c> and <c>gitlab.com</c>), one of a known pair, or one that the person allowed.
/// </summary>
internal static class RealmTrust
{
    /// <summary>Registries of one operator that keep their token server in another domain.</summary>
    private static readonly (string Registry, string Realm)[] Pairs = [("scw.cloud", "api.scaleway.com"), ("docker.com", "auth.docker.io")];

    /// <summary>Second-level labels below which, in the domains of countries, everybody may register a name.</summary>
    private static readonly HashSet<string> CountrySuffixes =
    [
        "ac",
        "co",
        "com",
        "edu",
        "gob",
        "gouv",
        "gov",
        "govt",
        "gv",
        "id",
        "info",
        "ltd",
        "mil",
        "ne",
        "net",
        "nom",
        "or",
        "org",
        "plc",
        "sch",
    ];

    /// <summary>Domains whose hosts belong to different customers.</summary>
    private static readonly string[] SharedDomains =
    [
        "amazonaws.com",
        "azurewebsites.net",
        "cloudapp.azure.com",
        "github.io",
        "gitlab.io",
        "herokuapp.com",
        "nip.io",
        "sslip.io",
    ];

    /// <param name="allowed">Hosts, with or without a port.</param>
    public static bool IsOwn(Uri registry, Uri realm, IReadOnlyCollection<string> allowed)
    {
        var (own, other) = (Host(registry), Host(realm));
        return own == other
            || allowed.Contains(other, StringComparer.OrdinalIgnoreCase)
            || allowed.Contains(realm.Authority, StringComparer.OrdinalIgnoreCase)
            || (DomainOf(own) is { } domain && domain == DomainOf(other))
            || Pairs.Any(pair => IsIn(own, pair.Registry) && other == pair.Realm);
    }

    private static string Host(Uri uri) => uri.IdnHost.ToLowerInvariant().TrimEnd('.');

    /// <summary>The part of a name that somebody registered; null for addresses and names without a dot.</summary>
    private static string? DomainOf(string host)
    {
        var labels = host.Split('.');
        if (labels.Length < 2 || IPAddress.TryParse(host.Trim('[', ']'), out _))
        {
            return null;
        }

        var shared = SharedDomains.FirstOrDefault(domain => IsIn(host, domain));
        var count =
            shared is not null ? shared.Split('.').Length + 1
            : labels[^1].Length == 2 && CountrySuffixes.Contains(labels[^2]) ? 3
            : 2;
        return labels.Length < count ? host : string.Join('.', labels[^count..]);
    }

    private static bool IsIn(string host, string domain) => host == domain || host.EndsWith("." + domain, StringComparison.Ordinal);
}

using System.Text.RegularExpressions;
using Wsm.Helm.Provenance;

namespace Wsm.Site.Values.Emission;

/// <summary>
/// Keys of the W&amp;B platform chart that its configuration reference or older charts name and that no template reads, each with the key
/// that does
/// the same. As rendering with and without each key showed, version by version.
/// </summary>
internal static partial class SuccessorKeys
{
    private const string Platform = "operator-wandb";

    private static readonly (string Key, string Successor, string Text)[] Known =
    [
        ("global.redis.auth", "global.redis.secret", "global.redis.secret {secretName, secretKey} gives the password by reference"),
        ("global.redis.parameters", "global.redis.params", "global.redis.params"),
        (
            "global.ldap",
            "global.extraEnv",
            "global.extraEnv with LOCAL_LDAP_LOGIN, LOCAL_LDAP_ADDRESS, LOCAL_LDAP_BASE_DN … configures LDAP"
        ),
        ("global.ingress", "ingress", "ingress stands beside global"),
        ("global.mysql.name", "global.mysql.database", "global.mysql.database"),
        ("global.auth.oidc.clientSecret", "global.auth.oidc.secret", "global.auth.oidc.secret"),
        ("global.email.smtp.mailFrom", "global.extraEnv", "global.extraEnv.GORILLA_EMAIL_FROM_ADDRESS"),
        ("ingress.className", "ingress.class", "ingress.class"),
        ("ingress.ingressClassName", "ingress.class", "ingress.class"),
        ("ingress.hosts", "ingress.additionalHosts", "global.host is the first, and ingress.additionalHosts lists the others"),
        ("ingress.host", "global.host", "global.host"),
        ("ingress.enabled", "ingress.install", "ingress.install"),
    ];

    /// <summary>The key to look for, and what to say; null where nothing is known.</summary>
    public static (string Path, string Text)? Of(string chart, ValuePath path)
    {
        if (chart != Platform)
        {
            return null;
        }

        var text = path.ToString();
        if (PodContext().Match(text) is { Success: true } pod)
        {
            var successor = $"{pod.Groups[1].Value}.podSecurityContext";
            return (successor, successor);
        }

        return Known.Where(known => known.Key == text).Select(known => ((string, string)?)(known.Successor, known.Text)).FirstOrDefault();
    }

    [GeneratedRegex(@"^([^.]+)\.pod\.securityContext$")]
    private static partial Regex PodContext();
}

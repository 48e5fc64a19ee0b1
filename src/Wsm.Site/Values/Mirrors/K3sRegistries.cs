using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Wsm.Product.Failures;
using Wsm.Site.Values.Emission;

namespace Wsm.Site.Values.Mirrors;

/// <summary>The <c>registries.yaml</c> of k3s and RKE2. Its rewrites are regular expressions on the repository.</summary>
/// <remarks>https://docs.k3s.io/installation/private-registry</remarks>
internal static class K3sRegistries
{
    /// <exception cref="UserError">One repository went to several places.</exception>
    public static EmittedFile Write(IReadOnlyList<MirrorRule> rules, MirrorAccess access) =>
        new("mirrors/registries.yaml", Mirrors(rules, access) + Configs(rules, access), access.IsSecret(rules));

    private static string Mirrors(IReadOnlyList<MirrorRule> rules, MirrorAccess access)
    {
        var text = new StringBuilder("# For every node: /etc/rancher/k3s/registries.yaml (RKE2: /etc/rancher/rke2/registries.yaml)\n");
        text.Append(access.Notes(rules)).Append("mirrors:\n");
        foreach (var registry in rules.GroupBy(rule => rule.Registry))
        {
            text.Append($"  \"{registry.Key}\":\n    endpoint:\n");
            foreach (var host in registry.Select(rule => rule.Host).Distinct())
            {
                text.Append($"      - \"{access.Scheme}://{host}\"\n");
            }

            var moved = registry.Where(rule => rule.Target != rule.Repository).ToList();
            if (moved.Count == 0)
            {
                continue;
            }

            text.Append("    rewrite:\n");
            if (moved.Count == registry.Count() && moved.Select(rule => rule.Prefix).Distinct().ToList() is [{ } prefix])
            {
                text.Append($"      \"^(.*)$\": \"{prefix}/$1\"\n");
                continue;
            }

            foreach (
                var rule in moved
                    .GroupBy(rule => rule.Repository)
                    .Select(same => same.Count() == 1 ? same.First() : throw MirrorConfig.Inexpressible(same.Last(), "k3s", "crio"))
            )
            {
                text.Append($"      \"^{rule.Repository.Replace(".", "\\\\.")}$\": \"{rule.Target}\"\n");
            }
        }

        return text.ToString();
    }

    private static string Configs(IReadOnlyList<MirrorRule> rules, MirrorAccess access)
    {
        var hosts = string.Concat(
            rules
                .Select(rule => rule.Host)
                .Distinct()
                .Select(host => (Host: host, Text: Auth(host, access) + Trust(access)))
                .Where(config => config.Text.Length > 0)
                .Select(config => $"  \"{config.Host}\":\n{config.Text}")
        );
        return hosts.Length > 0 ? "configs:\n" + hosts : "";
    }

    private static string Auth(string host, MirrorAccess access) =>
        access.Logins.TryGetValue(host, out var login)
            ? $"    auth:\n      username: {Quoted(login.Username)}\n      password: {Quoted(login.Password)}\n"
            : "";

    private static string Trust(MirrorAccess access) =>
        access.Authority is null ? "" : $"    tls:\n      ca_file: /etc/rancher/k3s/{MirrorConfig.AuthorityName}\n";

    /// <summary>JSON's form is YAML's too.</summary>
    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}

using System.Text;
using Wsm.Product.Failures;
using Wsm.Site.Values.Emission;

namespace Wsm.Site.Values.Mirrors;

/// <summary>A <c>certs.d/REGISTRY/hosts.toml</c> for each public registry.</summary>
/// <remarks>https://github.com/containerd/containerd/blob/main/docs/hosts.md</remarks>
internal static class ContainerdHosts
{
    /// <exception cref="UserError">A name changed inside.</exception>
    public static IEnumerable<EmittedFile> Write(IReadOnlyList<MirrorRule> rules, MirrorAccess access) =>
        rules
            .GroupBy(rule => rule.Registry)
            .Select(registry => new EmittedFile(
                $"mirrors/certs.d/{FolderOf(registry.Key)}/hosts.toml",
                Text(registry.Key, [.. registry], access),
                access.IsSecret(registry)
            ));

    /// <summary>A Windows folder has no colon in its name; containerd reads this form too.</summary>
    private static string FolderOf(string registry) => registry.Contains(':') ? registry.Replace(':', '_') + "_" : registry;

    private static string Text(string registry, IReadOnlyList<MirrorRule> rules, MirrorAccess access)
    {
        var server = registry == "docker.io" ? "registry-1.docker.io" : registry;
        var text = new StringBuilder($"# For every node: /etc/containerd/certs.d/{registry}/hosts.toml\n{access.Notes(rules)}");
        text.Append($"server = \"https://{server}\"\n");
        foreach (
            var (host, prefix) in rules
                .Select(rule => (rule.Host, rule.Prefix ?? throw MirrorConfig.Inexpressible(rule, "containerd", "k3s or crio")))
                .Distinct()
        )
        {
            var table = $"host.\"{access.Scheme}://{host}{(prefix.Length == 0 ? "" : "/v2/" + prefix)}\"";
            text.Append($"\n[{table}]\n  capabilities = [\"pull\", \"resolve\"]\n");
            if (access is { Authority: not null, PlainHttp: false })
            {
                text.Append($"  ca = \"/etc/containerd/certs.d/{MirrorConfig.AuthorityName}\"\n");
            }

            if (prefix.Length > 0)
            {
                text.Append("  override_path = true\n");
            }

            // Written in any other case, the header would stand beside that of a token instead of giving way to it.
            if (access.Logins.TryGetValue(host, out var login))
            {
                text.Append($"  [{table}.header]\n    Authorization = [\"{login.ToBasic()}\"]\n");
            }
        }

        return text.ToString();
    }
}

using System.Text;
using Wsm.Product.Failures;
using Wsm.Site.Values.Emission;
using Wsm.Site.Values.Requests;

namespace Wsm.Site.Values.Mirrors;

/// <summary>
/// Writes the configuration by which container runtimes fetch public names from the internal registry: for images that no value reaches.
/// </summary>
internal static class MirrorConfig
{
    private const string AuthorityName = "wsm-registry-ca.crt";

    /// <param name="plainHttp">The internal registry speaks plain HTTP.</param>
    /// <param name="authority">The certificates, in PEM, by which nodes know the internal registry; null where they know it anyhow.</param>
    /// <exception cref="UserError">The runtime's configuration cannot express where some image went.</exception>
    public static IReadOnlyList<EmittedFile> Write(MirrorKind kind, IReadOnlyList<MirrorRule> rules, bool plainHttp, string? authority) =>
        kind switch
        {
            MirrorKind.Containerd => [.. Containerd(rules, plainHttp, authority), .. AuthorityFile(kind, rules, authority)],
            MirrorKind.K3s =>
            [
                new EmittedFile("mirrors/registries.yaml", K3s(rules, plainHttp) + K3sTrust(rules, authority)),
                .. AuthorityFile(kind, rules, authority),
            ],
            MirrorKind.Crio =>
            [
                new EmittedFile("mirrors/registries.conf", Crio(rules, plainHttp)),
                .. AuthorityFile(kind, rules, authority),
            ],
            _ => [new EmittedFile("mirrors/mirror-sets.yaml", OpenShift(rules, plainHttp))],
        };

    /// <summary>https://github.com/containerd/containerd/blob/main/docs/hosts.md</summary>
    private static List<EmittedFile> Containerd(IReadOnlyList<MirrorRule> rules, bool plainHttp, string? authority)
    {
        var files = new List<EmittedFile>();
        foreach (var registry in rules.GroupBy(rule => rule.Registry))
        {
            var server = registry.Key == "docker.io" ? "https://registry-1.docker.io" : "https://" + registry.Key;
            var text = new StringBuilder($"# For every node: /etc/containerd/certs.d/{registry.Key}/hosts.toml\nserver = \"{server}\"\n");
            foreach (
                var place in registry.GroupBy(rule =>
                    (rule.Host, Prefix: rule.Prefix ?? throw Inexpressible(rule, "containerd", "k3s or crio"))
                )
            )
            {
                var path = place.Key.Prefix.Length == 0 ? "" : "/v2/" + place.Key.Prefix;
                var trust = authority is null || plainHttp ? "" : $"  ca = \"/etc/containerd/certs.d/{AuthorityName}\"\n";
                text.Append($"\n[host.\"{Scheme(plainHttp)}://{place.Key.Host}{path}\"]\n  capabilities = [\"pull\", \"resolve\"]\n");
                text.Append(trust);
                if (path.Length > 0)
                {
                    text.Append("  override_path = true\n");
                }
            }

            // A Windows folder has no colon in its name; containerd reads this form too.
            files.Add(
                new EmittedFile(
                    $"mirrors/certs.d/{registry.Key.Replace(":", "_")}{(registry.Key.Contains(':') ? "_" : "")}/hosts.toml",
                    text.ToString()
                )
            );
        }

        return files;
    }

    /// <summary>https://docs.k3s.io/installation/private-registry: rewrites are regular expressions on the repository.</summary>
    private static string K3s(IReadOnlyList<MirrorRule> rules, bool plainHttp)
    {
        var text = new StringBuilder(
            "# For every node: /etc/rancher/k3s/registries.yaml (RKE2: /etc/rancher/rke2/registries.yaml)\nmirrors:\n"
        );
        foreach (var registry in rules.GroupBy(rule => rule.Registry))
        {
            text.Append($"  \"{registry.Key}\":\n    endpoint:\n");
            foreach (var host in registry.Select(rule => rule.Host).Distinct())
            {
                text.Append($"      - \"{Scheme(plainHttp)}://{host}\"\n");
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
                    .Select(same => same.Count() == 1 ? same.First() : throw Inexpressible(same.Last(), "k3s", "crio"))
            )
            {
                text.Append($"      \"^{rule.Repository.Replace(".", "\\\\.")}$\": \"{rule.Target}\"\n");
            }
        }

        return text.ToString();
    }

    private static string K3sTrust(IReadOnlyList<MirrorRule> rules, string? authority) =>
        authority is null
            ? ""
            : "configs:\n"
                + string.Concat(
                    rules
                        .Select(rule => rule.Host)
                        .Distinct()
                        .Select(host => $"  \"{host}\":\n    tls:\n      ca_file: /etc/rancher/k3s/{AuthorityName}\n")
                );

    /// <summary>Where each runtime looks for it: beside what names it, or, for cri-o, in a folder of the host's name.</summary>
    private static IEnumerable<EmittedFile> AuthorityFile(MirrorKind kind, IReadOnlyList<MirrorRule> rules, string? authority) =>
        authority is null ? []
        : kind == MirrorKind.Crio
            ? rules
                .Select(rule => rule.Host)
                .Distinct()
                .Select(host => new EmittedFile($"mirrors/certs.d/{host.Replace(':', '_')}/ca.crt", authority))
        : [new EmittedFile(kind == MirrorKind.Containerd ? $"mirrors/certs.d/{AuthorityName}" : $"mirrors/{AuthorityName}", authority)];

    /// <summary>containers-registries.conf(5)</summary>
    private static string Crio(IReadOnlyList<MirrorRule> rules, bool plainHttp)
    {
        var text = new StringBuilder("# For every node: /etc/containers/registries.conf.d/wsm-mirrors.conf\n");
        foreach (var source in rules.GroupBy(rule => $"{rule.Registry}/{rule.Repository}"))
        {
            text.Append($"\n[[registry]]\nprefix = \"{source.Key}\"\nlocation = \"{source.Key}\"\n");
            foreach (var rule in source)
            {
                text.Append($"\n[[registry.mirror]]\nlocation = \"{rule.Host}/{rule.Target}\"\n{(plainHttp ? "insecure = true\n" : "")}");
            }
        }

        return text.ToString();
    }

    /// <summary>config.openshift.io/v1: one set for references by digest, one for references by tag.</summary>
    private static string OpenShift(IReadOnlyList<MirrorRule> rules, bool plainHttp)
    {
        var text = new StringBuilder();
        var isFirst = true;
        foreach (var (kind, field) in new[] { ("ImageDigestMirrorSet", "imageDigestMirrors"), ("ImageTagMirrorSet", "imageTagMirrors") })
        {
            text.Append(
                $"{(isFirst ? PlainHttpOf(rules, plainHttp) : "---\n")}apiVersion: config.openshift.io/v1\nkind: {kind}\nmetadata:\n  "
                    + $"name: wsm\nspec:\n  {field}:\n"
            );
            isFirst = false;
            foreach (var source in rules.GroupBy(rule => $"{rule.Registry}/{rule.Repository}"))
            {
                text.Append(
                    $"  - source: {source.Key}\n    "
                        + $"mirrors:\n{string.Concat(source.Select(rule => $"    - {rule.Host}/{rule.Target}\n"))}    "
                        + "mirrorSourcePolicy: NeverContactSource\n"
                );
            }
        }

        return text.ToString();
    }

    /// <summary>A mirror set cannot say it; the cluster's image configuration can.</summary>
    private static string PlainHttpOf(IReadOnlyList<MirrorRule> rules, bool plainHttp)
    {
        if (!plainHttp)
        {
            return "";
        }

        var hosts = string.Join(", ", rules.Select(rule => rule.Host).Distinct().Select(host => $"\"{host}\""));
        return "# The registry speaks plain HTTP, which no mirror set can say. Add it to what the cluster's images have already:\n"
            + $"#   oc edit image.config.openshift.io cluster      spec.registrySources.insecureRegistries: [{hosts}]\n";
    }

    private static string Scheme(bool plainHttp) => plainHttp ? "http" : "https";

    private static UserError Inexpressible(MirrorRule rule, string runtime, string other) =>
        new(
            $"{runtime}'s mirror configuration cannot say that {rule.Registry}/{rule.Repository} is {rule.Host}/{rule.Target} beside what "
                + "it says of other images there.",
            $"Use --path-style strip or keep without a --map rule for it, or --mirror-config {other}, if that is what the nodes run."
        );
}

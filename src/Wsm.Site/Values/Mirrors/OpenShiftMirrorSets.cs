using System.Text;
using Wsm.Site.Values.Emission;

namespace Wsm.Site.Values.Mirrors;

/// <summary>Mirror sets of OpenShift: one for references by digest, one for references by tag. Logins are the global pull secret's.</summary>
/// <remarks>config.openshift.io/v1</remarks>
internal static class OpenShiftMirrorSets
{
    /// <summary>Of the ConfigMap that holds the certificates.</summary>
    public const string AuthorityName = "wsm-registry-ca";

    public static EmittedFile Write(IReadOnlyList<MirrorRule> rules, MirrorAccess access)
    {
        var text = new StringBuilder(access.Notes(rules) + PlainHttpOf(rules, access));
        text.Append(Set("ImageDigestMirrorSet", "imageDigestMirrors", rules)).Append("---\n");
        text.Append(Set("ImageTagMirrorSet", "imageTagMirrors", rules));
        return new EmittedFile("mirrors/mirror-sets.yaml", text.ToString());
    }

    /// <summary>The certificates as the cluster's image configuration takes them: by host, and .. before a port.</summary>
    public static EmittedFile WriteAuthority(IReadOnlyList<MirrorRule> rules, string authority)
    {
        var lines = string.Concat(
            authority.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).Select(line => $"    {line}\n")
        );
        var entries = rules.Select(rule => rule.Host).Distinct().Select(host => $"  \"{host.Replace(":", "..")}\": |\n{lines}");
        return new EmittedFile(
            "mirrors/registry-ca.yaml",
            $"apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {AuthorityName}\n  namespace: openshift-config\ndata:\n{string.Concat(entries)}"
        );
    }

    private static string Set(string kind, string field, IReadOnlyList<MirrorRule> rules) =>
        $"apiVersion: config.openshift.io/v1\nkind: {kind}\nmetadata:\n  name: wsm\nspec:\n  {field}:\n"
        + string.Concat(
            rules
                .GroupBy(rule => $"{rule.Registry}/{rule.Repository}")
                .Select(source =>
                    $"  - source: {source.Key}\n    mirrors:\n"
                    + string.Concat(source.Select(rule => $"    - {rule.Host}/{rule.Target}\n"))
                    + "    mirrorSourcePolicy: NeverContactSource\n"
                )
        );

    /// <summary>A mirror set cannot say it; the cluster's image configuration can.</summary>
    private static string PlainHttpOf(IReadOnlyList<MirrorRule> rules, MirrorAccess access)
    {
        if (!access.PlainHttp)
        {
            return "";
        }

        var hosts = string.Join(", ", rules.Select(rule => rule.Host).Distinct().Select(host => $"\"{host}\""));
        return "# The registry speaks plain HTTP, which no mirror set can say. Add it to what the cluster's images have already:\n"
            + $"#   oc edit image.config.openshift.io cluster      spec.registrySources.insecureRegistries: [{hosts}]\n";
    }
}

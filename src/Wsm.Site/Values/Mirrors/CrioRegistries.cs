using System.Text;
using Wsm.Site.Values.Emission;

namespace Wsm.Site.Values.Mirrors;

/// <summary>The <c>registries.conf</c> of CRI-O and podman. Logins have a file of their own.</summary>
/// <remarks>containers-registries.conf(5)</remarks>
internal static class CrioRegistries
{
    public static EmittedFile Write(IReadOnlyList<MirrorRule> rules, MirrorAccess access)
    {
        var text = new StringBuilder("# For every node: /etc/containers/registries.conf.d/wsm-mirrors.conf\n").Append(access.Notes(rules));
        foreach (var source in rules.GroupBy(rule => $"{rule.Registry}/{rule.Repository}"))
        {
            text.Append($"\n[[registry]]\nprefix = \"{source.Key}\"\nlocation = \"{source.Key}\"\n");
            foreach (var rule in source)
            {
                text.Append(
                    $"\n[[registry.mirror]]\nlocation = \"{rule.Host}/{rule.Target}\"\n{(access.PlainHttp ? "insecure = true\n" : "")}"
                );
            }
        }

        return new EmittedFile("mirrors/registries.conf", text.ToString());
    }
}

using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Rendering;

namespace Wsm.Product.Finding;

/// <summary>
/// Whether a chart installs an operator whose operands it does not name: it may create pods, or defines kinds of its own, and all that it
/// names is what it starts itself.
/// </summary>
internal static class Operands
{
    private static readonly string[] Workloads = ["pods", "deployments", "statefulsets", "daemonsets", "jobs", "replicasets", "*"];

    /// <param name="uses">All that was found.</param>
    public static bool AreUnknown(RenderedRelease release, IReadOnlyList<ImageUse> uses) =>
        uses.GroupBy(use => use.Reference).All(same => same.Any(use => use.Kind == UseKind.Container))
        && release.Documents.Any(document => document.Head.Kind is "ClusterRole" or "Role" && MakesPods(document));

    private static bool MakesPods(RenderedDocument document)
    {
        var rules = (YamlReader.Read((string)document.Text.Data!).Data as MapValue)?["rules"].Data;
        return rules is ListValue list
            && list.Items.Select(item => item.Data)
                .OfType<MapValue>()
                .Any(rule => Names(rule, "verbs", ["create", "*"]) && Names(rule, "resources", Workloads));
    }

    private static bool Names(MapValue rule, string key, string[] wanted) =>
        rule[key].Data is ListValue list && list.Items.Any(item => item.Data is string text && wanted.Contains(text));
}

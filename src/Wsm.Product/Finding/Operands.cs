using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Rendering;
using Wsm.Product.Catalogs;

namespace Wsm.Product.Finding;

/// <summary>
/// Whether an operator is installed whose operands nothing names: it may create pods, and all that is named is what the manifests start
/// themselves.
/// </summary>
internal static class Operands
{
    private static readonly string[] Workloads =
    [
        "pods",
        "deployments",
        "statefulsets",
        "daemonsets",
        "replicasets",
        "replicationcontrollers",
        "jobs",
        "cronjobs",
        "*",
    ];

    /// <summary>Groups of the kinds above; a job of another group is somebody else's.</summary>
    private static readonly string[] Groups = ["", "apps", "batch", "*"];

    /// <summary>Roles that every cluster has, and that may create any workload.</summary>
    private static readonly string[] StandingRoles = ["cluster-admin", "admin", "edit"];

    /// <param name="uses">All that was found.</param>
    public static bool AreUnknown(IReadOnlyList<RenderedDocument> documents, IReadOnlyList<ImageUse> uses) =>
        uses.Where(use => use.Confidence != Confidence.Low)
            .GroupBy(use => use.Reference)
            .All(same => same.Any(use => use.Kind == UseKind.Container))
        && (documents.Any(MakesPods) || IsOperatorOfRightsElsewhere(documents, uses));

    private static bool MakesPods(RenderedDocument document) =>
        document.Head.Kind switch
        {
            "ClusterRole" or "Role" => RulesOf(document).Any(MakesPods),
            "ClusterRoleBinding" or "RoleBinding" => RoleOf(document) is { } role && StandingRoles.Contains(role),
            _ => false,
        };

    /// <summary>It defines kinds and starts a program, and what that may do is said in other manifests.</summary>
    private static bool IsOperatorOfRightsElsewhere(IReadOnlyList<RenderedDocument> documents, IReadOnlyList<ImageUse> uses) =>
        uses.Any(use => use.Kind == UseKind.Container)
        && documents.Any(document => document.Head.Kind == "CustomResourceDefinition")
        && !documents.Any(document => document.Head.Kind is "ClusterRole" or "Role" or "ClusterRoleBinding" or "RoleBinding");

    private static IEnumerable<MapValue> RulesOf(RenderedDocument document) =>
        Read(document)?["rules"].Data is ListValue list ? list.Items.Select(item => item.Data).OfType<MapValue>() : [];

    private static string? RoleOf(RenderedDocument document) => (Read(document)?["roleRef"].Data as MapValue)?["name"].Data as string;

    private static MapValue? Read(RenderedDocument document) => YamlReader.Read((string)document.Text.Data!).Data as MapValue;

    private static bool MakesPods(MapValue rule) =>
        Names(rule, "verbs", ["create", "*"]) && Names(rule, "resources", Workloads) && Names(rule, "apiGroups", Groups);

    private static bool Names(MapValue rule, string key, string[] wanted) =>
        rule[key].Data is ListValue list && list.Items.Any(item => item.Data is string text && wanted.Contains(text));
}

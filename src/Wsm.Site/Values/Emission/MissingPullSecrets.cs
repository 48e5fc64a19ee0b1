using System.Buffers;
using Wsm.Helm.Data;
using Wsm.Helm.Rendering;

namespace Wsm.Site.Values.Emission;

/// <summary>
/// Finds workloads whose pods get a pull secret neither themselves nor through their service account: their chart has no value for it.
/// </summary>
internal static class MissingPullSecrets
{
    /// <summary>Kind and name of each such workload, with the service account that could carry the secret.</summary>
    public static IReadOnlyList<(string Document, string Account)> Missing(RenderedRelease release, IReadOnlyList<string> secrets)
    {
        if (secrets.Count == 0)
        {
            return [];
        }

        var documents = release
            .Documents.Concat(release.Hooks)
            .Where(document => document.Head.Kind != "CustomResourceDefinition" && document.Hook is not { IsOnlyTest: true })
            .ToList();
        var accounts = documents
            .Where(document => document.Head.Kind == "ServiceAccount" && Holds(document.Data, secrets))
            .Select(document => document.Head.Name)
            .ToHashSet();
        return
        [
            .. from document in documents
            from pod in Pods(document.Data)
            let account = pod["serviceAccountName"].Data as string ?? "default"
            where !Holds(Value.Of(pod), secrets) && !accounts.Contains(account)
            select ($"{document.Head.Kind}/{document.Head.Name}", account),
        ];
    }

    /// <summary>Every pull secret of the documents is named as Kubernetes wants it: a map with a name.</summary>
    public static bool AreWellFormed(RenderedRelease release) =>
        release
            .Documents.Concat(release.Hooks)
            .Where(document => document.Head.Kind != "CustomResourceDefinition")
            .All(document => AreWell(document.Data));

    private static bool AreWell(Value node) =>
        node.Data switch
        {
            MapValue map => map.Entries.All(entry =>
                entry.Key == "imagePullSecrets" && entry.Value.Data is ListValue list ? list.Items.All(IsNamed) : AreWell(entry.Value)
            ),
            ListValue list => list.Items.All(AreWell),
            _ => true,
        };

    /// <summary>No name has these: they are left where a template prints a list or a map in the place of one.</summary>
    private static readonly SearchValues<char> Unnamed = SearchValues.Create("[]{}: ");

    private static bool IsNamed(Value item) =>
        (item.Data as MapValue)?["name"].Data is string { Length: > 0 } name && !name.AsSpan().ContainsAny(Unnamed);

    private static bool Holds(Value holder, IReadOnlyList<string> secrets)
    {
        var names = ((holder.Data as MapValue)?["imagePullSecrets"].Data as ListValue)
            ?.Items.Select(item => (item.Data as MapValue)?["name"].Data as string)
            .ToList();
        return names is not null && secrets.All(names.Contains);
    }

    /// <summary>Maps with a list of containers, at any depth.</summary>
    private static IEnumerable<MapValue> Pods(Value node) =>
        node.Data switch
        {
            MapValue map
                when map["containers"].Data is ListValue { Count: > 0 } list
                    && list[0].Data is MapValue first
                    && first["image"].Data is string => [map],
            MapValue map => map.Entries.Values.SelectMany(Pods),
            ListValue list => list.Items.SelectMany(Pods),
            _ => [],
        };
}

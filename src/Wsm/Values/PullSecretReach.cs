using Wsm.Helm.Rendering;
using Wsm.Helm.Templates.Values;

namespace Wsm.Values;

/// <summary>Finds workloads whose pods get a pull secret neither themselves nor through their service account: their chart has no value for it.</summary>
internal static class PullSecretReach
{
    /// <summary>Kind and name of each such workload, with the service account that could carry the secret.</summary>
    public static IReadOnlyList<(string Document, string Account)> Missing(RenderedRelease release, IReadOnlyList<string> secrets)
    {
        if (secrets.Count == 0)
            return [];
        var documents = release
            .Documents.Concat(release.Hooks)
            .Where(document => document.Head.Kind != "CustomResourceDefinition")
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

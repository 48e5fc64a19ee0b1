using Wsm.Helm.Data;

namespace Wsm.Product.Kustomizing;

/// <summary>
/// Lays a strategic merge patch over a document: maps are merged, null takes a key away, and lists of Kubernetes' own kinds whose items
/// have
/// a key are merged item by item.
/// </summary>
/// <remarks>https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md</remarks>
internal static class StrategicMerge
{
    private const string Directive = "$patch";
    private const string Order = "$setElementOrder/";
    private const string Removed = "$deleteFromPrimitiveList/";
    private const string Retained = "$retainKeys";

    private static readonly Dictionary<string, string[]> Keys = new(StringComparer.Ordinal)
    {
        ["containers"] = ["name"],
        ["initContainers"] = ["name"],
        ["ephemeralContainers"] = ["name"],
        ["volumes"] = ["name"],
        ["env"] = ["name"],
        ["volumeMounts"] = ["mountPath"],
        ["volumeDevices"] = ["devicePath"],
        ["ports"] = ["containerPort", "port"],
        ["imagePullSecrets"] = ["name"],
        ["secrets"] = ["name"],
        ["hostAliases"] = ["ip"],
        ["topologySpreadConstraints"] = ["topologyKey"],
        ["resourceClaims"] = ["name"],
        ["claims"] = ["name"],
        ["schedulingGates"] = ["name"],
        ["webhooks"] = ["name"],
        ["conditions"] = ["type"],
        ["ownerReferences"] = ["uid"],
    };

    /// <param name="native">The document is of one of Kubernetes' own kinds; of others nobody knows the keys, and lists are
    /// replaced.</param>
    /// <returns>Null when the patch deletes it.</returns>
    public static MapValue? Merge(MapValue target, MapValue patch, bool native)
    {
        if (patch[Directive].Data is string and "delete")
        {
            return null;
        }

        if (patch[Directive].Data is string and "replace")
        {
            return Clean(patch);
        }

        if (patch[Retained].Data is ListValue retained)
        {
            var kept = retained.Items.Select(item => item.Data as string).ToHashSet();
            foreach (var key in target.Entries.Keys.Where(key => !kept.Contains(key)).ToList())
            {
                target.Remove(key);
            }
        }

        foreach (var (key, value) in patch.Entries)
        {
            MergeEntry(target, key, value, native);
        }

        return target;
    }

    private static void MergeEntry(MapValue target, string key, Value value, bool native)
    {
        if (key.StartsWith(Removed, StringComparison.Ordinal))
        {
            var name = key[Removed.Length..];
            var gone = (value.Data as ListValue)?.Items.Select(item => item.Data).ToHashSet() ?? [];
            if (target[name].Data is ListValue list)
            {
                target[name] = Value.Of(new ListValue([.. list.Items.Where(item => !gone.Contains(item.Data))]));
            }

            return;
        }

        if (key is Directive or Retained || key.StartsWith(Order, StringComparison.Ordinal))
        {
            return;
        }

        switch (value.Data)
        {
            case null:
                target.Remove(key);
                break;
            case MapValue below:
                var merged = Merge(target[key].Data as MapValue ?? new MapValue(), below, native);
                if (merged is null)
                {
                    target.Remove(key);
                }
                else
                {
                    target[key] = Value.Of(merged);
                }

                break;
            case ListValue items when native && KeyOf(key, items, target[key].Data as ListValue) is { } mergeKey:
                target[key] = Value.Of(MergeItems(target[key].Data as ListValue ?? new ListValue(), items, mergeKey));
                break;
            case ListValue items:
                target[key] = Value.Of(Clean(items));
                break;
            default:
                target[key] = value;
                break;
        }
    }

    private static string? KeyOf(string field, ListValue patch, ListValue? target) =>
        Keys.TryGetValue(field, out var keys)
            ? keys.FirstOrDefault(key =>
                patch
                    .Items.Concat(target?.Items ?? [])
                    .All(item => item.Data is MapValue map && (map.ContainsKey(key) || map.ContainsKey(Directive)))
            )
            : null;

    /// <summary>What is new comes first, as kustomize puts it.</summary>
    private static ListValue MergeItems(ListValue target, ListValue patch, string key)
    {
        var maps = patch.Items.Select(item => (MapValue)item.Data!).ToList();
        var replace = maps.Any(map => map[Directive].Data is "replace" && !map.ContainsKey(key));
        var items = replace ? [] : target.Items.Select(item => (MapValue)item.Data!).ToList();
        var added = new List<MapValue>();
        foreach (var map in maps.Where(map => map.ContainsKey(key)))
        {
            var at = items.FindIndex(item => Same(item[key], map[key]));
            if (map[Directive].Data is "delete")
            {
                items.RemoveAll(item => Same(item[key], map[key]));
            }
            else if (at < 0)
            {
                added.Add(Clean(map));
            }
            else
            {
                items[at] = Merge(items[at], map, native: true)!;
            }
        }

        return new ListValue([.. added.Concat(items).Select(Value.Of)]);
    }

    private static bool Same(Value one, Value other) => Equals(one.Data, other.Data);

    /// <summary>Without directives and without what is to be taken away.</summary>
    private static MapValue Clean(MapValue patch)
    {
        var clean = new MapValue();
        foreach (var (key, value) in patch.Entries.Where(entry => !entry.Value.IsNil && !entry.Key.StartsWith('$')))
        {
            if (value.Data is MapValue { } below && below[Directive].Data is "delete")
            {
                continue;
            }

            clean[key] = value.Data switch
            {
                MapValue map => Value.Of(Clean(map)),
                ListValue list => Value.Of(Clean(list)),
                _ => value,
            };
        }

        return clean;
    }

    private static ListValue Clean(ListValue list) =>
        new([
            .. list
                .Items.Where(item => item.Data is not MapValue map || map[Directive].Data is not string)
                .Select(item => item.Data is MapValue map ? Value.Of(Clean(map)) : item),
        ]);
}

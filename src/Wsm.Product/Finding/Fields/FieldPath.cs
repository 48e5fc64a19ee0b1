using Wsm.Helm.Data;

namespace Wsm.Product.Finding.Fields;

/// <summary>Walks to every place of a resource that a path names, past what is switched off.</summary>
internal static class FieldPath
{
    /// <param name="field">How the node's own place is written.</param>
    /// <param name="path">Steps: a key, <c>*</c> for each item or value, <c>**</c> for any number of keys.</param>
    public static IEnumerable<(Value Node, string Field)> Find(Value node, string field, IReadOnlyList<string> path) =>
        Find(node, field, path, 0);

    public static string At(string field, string key) => field.Length == 0 ? key : $"{field}.{key}";

    private static IEnumerable<(Value Node, string Field)> Find(Value node, string field, IReadOnlyList<string> path, int at)
    {
        if (at == path.Count)
        {
            return [(node, field)];
        }

        return (node.Data, path[at]) switch
        {
            (MapValue map, _) when IsOff(map) => [],
            (_, "**") => Find(node, field, path, at + 1)
                .Concat(Below(node, field).SelectMany(below => Find(below.Node, below.Field, path, at))),
            (_, "*") => Below(node, field).SelectMany(below => Find(below.Node, below.Field, path, at + 1)),
            (MapValue map, var key) when map.TryGet(key, out var value) => Find(value, At(field, key), path, at + 1),
            _ => [],
        };
    }

    public static bool IsOff(MapValue map) => map["enabled"].Data is false or "false";

    private static IEnumerable<(Value Node, string Field)> Below(Value node, string field) =>
        node.Data switch
        {
            MapValue map => map.Entries.Select(entry => (entry.Value, At(field, entry.Key))),
            ListValue list => list.Items.Select((item, index) => (item, $"{field}[{index}]")),
            _ => [],
        };
}

using System.Globalization;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;

namespace Wsm.Product.Kustomizing;

/// <summary>Applies the operations of a JSON patch (RFC 6902).</summary>
internal static class JsonPatch
{
    /// <exception cref="FormatException">An operation is malformed, or does not fit the document.</exception>
    public static void Apply(MapValue document, ListValue operations)
    {
        foreach (var item in operations.Items)
        {
            if (item.Data is not MapValue operation)
            {
                throw new FormatException("an operation of the patch is not a mapping");
            }

            Apply(document, operation);
        }
    }

    private static void Apply(MapValue document, MapValue operation)
    {
        var path = Pointer(operation, "path");
        switch (operation["op"].Data)
        {
            case "add":
                Put(document, path, Copy(operation["value"]), replaces: false);
                break;
            case "replace":
                Put(document, path, Copy(operation["value"]), replaces: true);
                break;
            case "remove":
                Take(document, path);
                break;
            case "move":
                Put(document, path, Take(document, Pointer(operation, "from")), replaces: false);
                break;
            case "copy":
                Put(document, path, Copy(At(document, Pointer(operation, "from"))), replaces: false);
                break;
            case "test":
                if (JsonText(At(document, path)) != JsonText(operation["value"]))
                {
                    throw new FormatException($"the test of {Shown(path)} fails");
                }

                break;
            case var other:
                throw new FormatException($"'{other}' is not an operation");
        }
    }

    private static string JsonText(Value value) => (string)JsonWriter.Write(value).Data!;

    private static IReadOnlyList<string> Pointer(MapValue operation, string key) =>
        operation[key].Data is string text && (text.Length == 0 || text[0] == '/')
            ?
            [
                .. text.Split('/')
                    .Skip(1)
                    .Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)),
            ]
            : throw new FormatException($"an operation has no '{key}' that begins with /");

    private static Value At(MapValue document, IEnumerable<string> path) =>
        path.Aggregate(new Value(document), (at, step) =>
            Step(at, step) ?? throw new FormatException($"there is no '{step}' on the way of a path")
        );

    private static Value? Step(Value at, string step) =>
        at.Data switch
        {
            MapValue map when map.TryGet(step, out var value) => value,
            ListValue list when Index(step, list.Count) is { } index => list[index],
            _ => null,
        };

    private static int? Index(string step, int count) =>
        int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < count ? index : null;

    private static void Put(MapValue document, IReadOnlyList<string> path, Value value, bool replaces)
    {
        if (path.Count == 0)
        {
            throw new FormatException("a whole document cannot be put in the place of another");
        }

        switch (At(document, path.SkipLast(1)).Data)
        {
            case MapValue map when !replaces || map.ContainsKey(path[^1]):
                map[path[^1]] = value;
                break;
            case ListValue list when !replaces && path[^1] == "-":
                list.Items.Add(value);
                break;
            case ListValue list when !replaces && Index(path[^1], list.Count + 1) is { } at:
                list.Items.Insert(at, value);
                break;
            case ListValue list when replaces && Index(path[^1], list.Count) is { } at:
                list.Items[at] = value;
                break;
            default:
                throw new FormatException($"there is no {Shown(path)}");
        }
    }

    private static Value Take(MapValue document, IReadOnlyList<string> path)
    {
        var taken = At(document, path);
        switch (At(document, path.SkipLast(1)).Data)
        {
            case MapValue map when path.Count > 0:
                map.Remove(path[^1]);
                return taken;
            case ListValue list when Index(path[^1], list.Count) is { } at:
                list.Items.RemoveAt(at);
                return taken;
            default:
                throw new FormatException($"there is no {Shown(path)}");
        }
    }

    private static string Shown(IEnumerable<string> path) => "/" + string.Join('/', path);

    internal static Value Copy(Value value) =>
        value.Data switch
        {
            MapValue map => Value.Of(CopyOf(map)),
            ListValue list => Value.Of(new ListValue([.. list.Items.Select(Copy)])),
            _ => value,
        };

    internal static MapValue CopyOf(MapValue map)
    {
        var copy = new MapValue();
        foreach (var (key, value) in map.Entries)
        {
            copy[key] = Copy(value);
        }

        return copy;
    }
}

using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;

namespace Wsm.Product.Kustomizing;

/// <summary>Copies fields from one document into others, as <c>replacements</c> say.</summary>
internal sealed class Replacements(KustomizeFiles files, KustomizationFile kustomization)
{
    public void Apply(List<KustomizeResource> resources)
    {
        foreach (var entry in kustomization.Maps("replacements").SelectMany(Load))
        {
            try
            {
                Apply(entry, resources);
            }
            catch (FormatException wrong)
            {
                throw kustomization.Refuse($"has a replacement that cannot be made: {wrong.Message}");
            }
        }
    }

    private IEnumerable<MapValue> Load(MapValue entry)
    {
        if (entry["path"].Data is not string path)
        {
            return [entry];
        }

        try
        {
            return YamlReader.Read(files.Read(kustomization.Folder, path), new YamlReadOptions { KeepIntegers = true }).Data switch
            {
                MapValue map => [map],
                ListValue list => list.Items.Select(item => item.Data).OfType<MapValue>(),
                _ => throw kustomization.Refuse($"names {path}, which holds no replacement"),
            };
        }
        catch (YamlException broken)
        {
            throw kustomization.Refuse($"names {path}, which cannot be read: {broken.Message}");
        }
    }

    private static void Apply(MapValue replacement, List<KustomizeResource> resources)
    {
        if (replacement["sourceValue"].Data is string literal)
        {
            Put(replacement, resources, Value.Of(literal));
            return;
        }

        var source = replacement["source"].Data as MapValue ?? throw new FormatException("it has no source");
        var selector = new Selector(Without(source, "fieldPath", "options"));
        var found = resources.Where(selector.Selects).ToList();
        if (found.Count != 1)
        {
            throw new FormatException(found.Count == 0 ? "its source is not there" : "its source is not one document alone");
        }

        var path = source["fieldPath"].Data as string ?? "metadata.name";
        var value = TransformerPath.Parse(path).In(found[0].Data, create: false).FirstOrDefault()?.Value;
        if (value is not { IsNil: false } there)
        {
            throw new FormatException($"{found[0].Shown} has no {path}");
        }

        Put(replacement, resources, Piece(there, source["options"].Data as MapValue));
    }

    private static void Put(MapValue replacement, List<KustomizeResource> resources, Value value)
    {
        foreach (var target in (replacement["targets"].Data as ListValue)?.Items.Select(item => item.Data).OfType<MapValue>() ?? [])
        {
            var selector = new Selector(target["select"].Data as MapValue ?? throw new FormatException("a target has no 'select'"));
            var rejected = (target["reject"].Data as ListValue)?.Items.Select(item => new Selector((MapValue)item.Data!)).ToList() ?? [];
            var options = target["options"].Data as MapValue;
            var paths = (target["fieldPaths"].Data as ListValue)?.Items.Select(item => item.Data as string).OfType<string>().ToList();
            foreach (var resource in resources.Where(item => selector.Selects(item) && !rejected.Any(other => other.Selects(item))))
            {
                Put(resource, paths ?? ["metadata.name"], value, options);
            }
        }
    }

    private static void Put(KustomizeResource resource, List<string> paths, Value value, MapValue? options)
    {
        var create = options?["create"].Data is true;
        foreach (var path in paths)
        {
            var places = TransformerPath.Parse(path).In(resource.Data, create).ToList();
            if (places.Count == 0)
            {
                throw new FormatException($"{resource.Shown} has no {path}");
            }

            foreach (var place in places)
            {
                place.Put(
                    options?["delimiter"].Data is string { Length: > 0 } ? Insert(place.Value, value, options) : JsonPatch.Copy(value)
                );
            }
        }
    }

    private static Value Piece(Value value, MapValue? options)
    {
        if (options?["delimiter"].Data is not string { Length: > 0 } delimiter)
        {
            return value;
        }

        var parts = TextOf(value).Split(delimiter);
        var index = IndexOf(options);
        return index >= 0 && index < parts.Length
            ? Value.Of(parts[index])
            : throw new FormatException($"'{value}' has no part {index} between '{delimiter}'");
    }

    private static Value Insert(Value into, Value value, MapValue options)
    {
        var delimiter = (string)options["delimiter"].Data!;
        var parts = TextOf(into).Split(delimiter).ToList();
        var index = IndexOf(options);
        if (index < 0)
        {
            parts.Insert(0, TextOf(value));
        }
        else if (index >= parts.Count)
        {
            parts.Add(TextOf(value));
        }
        else
        {
            parts[index] = TextOf(value);
        }

        return Value.Of(string.Join(delimiter, parts));
    }

    private static int IndexOf(MapValue options) => options["index"].Data is long index ? (int)Math.Clamp(index, -1, int.MaxValue) : 0;

    private static string TextOf(Value value) =>
        value.Data as string ?? throw new FormatException($"'{value}' is not text that could be split");

    private static MapValue Without(MapValue map, params string[] keys)
    {
        var rest = new MapValue();
        foreach (var (key, value) in map.Entries.Where(entry => !keys.Contains(entry.Key)))
        {
            rest[key] = value;
        }

        return rest;
    }
}

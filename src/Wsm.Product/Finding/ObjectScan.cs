using Wsm.Helm.Data;
using Wsm.Product.Finding.Candidates;
using Wsm.Product.Finding.Fields;
using Wsm.Product.Finding.Names;
using Wsm.Product.Finding.Texts;

namespace Wsm.Product.Finding;

/// <summary>Shows to the scan for candidates those parts of an object that something may read images from.</summary>
internal sealed class ObjectScan(CandidateScan scan, DocumentText text)
{
    /// <summary>Versions of no program.</summary>
    private static readonly HashSet<string> Protocols = ["api", "tls", "ssl", "http", "protocol", "schema", "min", "max", "config"];

    /// <summary>What a definition gives a resource that names no image; defaults of neighbouring fields may be parts of one.</summary>
    public void Defaults(Value schema, string field)
    {
        switch (schema.Data)
        {
            case MapValue map:
                foreach (var (key, value) in map.Entries)
                {
                    var place = FieldPath.At(field, key);
                    if (key == "properties" && value.Data is MapValue properties)
                    {
                        PropertyDefaults(properties, place);
                    }
                    else if (key == "default")
                    {
                        scan.Walk(value, text, place, key);
                    }
                    else
                    {
                        Defaults(value, place);
                    }
                }

                break;
            case ListValue list:
                for (var at = 0; at < list.Count; at++)
                {
                    Defaults(list[at], $"{field}[{at}]");
                }

                break;
        }
    }

    private void PropertyDefaults(MapValue properties, string field)
    {
        scan.WalkEntries(
            [
                .. properties
                    .Entries.Where(entry => MayNameImages(entry.Key))
                    .Select(entry => (entry.Key, Default: (entry.Value.Data as MapValue)?["default"] ?? default))
                    .Where(entry => entry.Default.Data is string)
                    .Select(entry => new TextEntry(entry.Key, (string)entry.Default.Data!, new TextPlace(text, entry.Default, 0))),
            ],
            text,
            key => $"{field}.{key}.default"
        );
        foreach (var (key, value) in properties.Entries)
        {
            Defaults(value, FieldPath.At(field, key));
        }
    }

    private bool MayNameImages(string key) => scan.KeyOf(key) is { SaysImage: true } or { Part: not ImagePart.None };

    /// <summary>What a chart hands to the cluster beside images: configuration, annotations, and custom resources whole.</summary>
    public void All(MapValue root, string field, ObjectHead here)
    {
        if (here.IsNative && here.Kind is "ConfigMap" or "Secret")
        {
            ScanData(root, field, here.Kind == "Secret");
            return;
        }

        ScanAnnotations(root, field);
        if (here.IsNative)
        {
            return;
        }

        foreach (var (key, value) in root.Entries)
        {
            if (key is not ("metadata" or "status" or "kind" or "apiVersion"))
            {
                scan.Walk(value, text, FieldPath.At(field, key), key);
            }
        }
    }

    private void ScanData(MapValue root, string field, bool isSecret)
    {
        foreach (var key in (string[])["data", "stringData", "binaryData"])
        {
            if (root[key].Data is not MapValue data)
            {
                continue;
            }

            var place = FieldPath.At(field, key);
            if (key == "binaryData" || (isSecret && key == "data"))
            {
                foreach (var (name, value) in data.Entries)
                {
                    scan.WalkEncoded(name, value, text, FieldPath.At(place, name));
                }
            }
            else
            {
                scan.Walk(root[key], text, place, key);
            }
        }
    }

    /// <summary>Of the workload itself and of its pods: injectors read them.</summary>
    private void ScanAnnotations(MapValue root, string field)
    {
        var pod = (root["spec"].Data as MapValue)?["template"].Data as MapValue;
        var job =
            (((root["spec"].Data as MapValue)?["jobTemplate"].Data as MapValue)?["spec"].Data as MapValue)?["template"].Data as MapValue;
        foreach (
            var (map, place) in ((MapValue?, string)[])[(root, field), (pod, "spec.template"), (job, "spec.jobTemplate.spec.template")]
        )
        {
            if (
                (map?["metadata"].Data as MapValue)?["annotations"].Data is MapValue annotations
                && (map != root || root["spec"].Data is MapValue)
            )
            {
                scan.WalkEntries(
                    [
                        .. annotations
                            .Entries.Where(entry => entry.Value.Data is string && MayNameImages(entry.Key))
                            .Select(entry => new TextEntry(entry.Key, (string)entry.Value.Data!, new TextPlace(text, entry.Value, 0))),
                    ],
                    text,
                    key => $"{(map == root || field.Length == 0 ? place : $"{field}.{place}")}.metadata.annotations.{key}".TrimStart('.')
                );
            }
        }
    }

    /// <summary>Versions of a resource that gives no name: its operator knows which images of that version it starts.</summary>
    public IEnumerable<(string Key, Value Value)> VersionsAlone(MapValue root, ObjectHead here) =>
        here.IsNative || root["spec"].Data is not MapValue spec || spec.ContainsKey("chart")
            ? []
            : spec
                .Entries.Where(entry =>
                    scan.KeyOf(entry.Key) is { Part: ImagePart.Version, IsElsewhere: false } name
                    && !Protocols.Overlaps(name.Stem.Split(' '))
                    && CandidateScan.ScalarText(entry.Value) is { } version
                    && ReferenceText.LooksLikeVersion(version)
                )
                .Select(entry => (entry.Key, entry.Value));
}

using System.Globalization;
using Wsm.Helm.Charts;
using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Values;
using Wsm.Product.Catalogs;
using Wsm.Product.Secrets;

namespace Wsm.Product.Finding;

/// <summary>
/// Finds values of a kind that the chart cannot use: helm drops some in silence, templates stop at others, and some only the cluster
/// refuses.
/// What is said never shows a value.
/// </summary>
public sealed class WrongKinds
{
    private const long LargestId = int.MaxValue;

    private readonly Chart _chart;
    private readonly ValuesLayer _layer;
    private readonly List<string> _found = [];

    private WrongKinds(Chart chart, ValuesLayer layer)
    {
        _chart = chart;
        _layer = layer;
    }

    /// <summary>One sentence for each, without a point at its end.</summary>
    public static IReadOnlyList<string> In(Chart chart, IEnumerable<ValuesLayer> layers) =>
        [
            .. layers.SelectMany(layer =>
            {
                var kinds = new WrongKinds(chart, layer);
                kinds.Look(ValuesReader.Read(layer.Yaml), ValuePath.Root);
                return kinds._found;
            }),
        ];

    private void Look(MapValue map, ValuePath path)
    {
        foreach (var (key, value) in map.Entries)
        {
            var here = path.Child(key);
            var known = ChartDefault.At(_chart, here.Steps())?.Value.Data;
            if (Difference(known, value.Data) is { } difference)
            {
                Add(here, difference);
            }
            else
            {
                LookAtKey(key, value.Data, known, here);
                LookBelow(value, key, here);
            }
        }
    }

    private void LookBelow(Value value, string key, ValuePath here)
    {
        switch (value.Data)
        {
            case MapValue below:
                Look(below, here);
                break;
            case ListValue list:
                for (var at = 0; at < list.Count; at++)
                {
                    if (list[at].Data is MapValue item)
                    {
                        Look(item, here.Child(at));
                    }
                    else if (list[at].Data is string text && key.Contains("cert", StringComparison.OrdinalIgnoreCase) && HasSeveral(text))
                    {
                        Add(here.Child(at), "holds several certificates, and each must be an entry of its own");
                    }
                }

                break;
            default:
                break;
        }
    }

    private static bool HasSeveral(string text) => text.Split("-----BEGIN CERTIFICATE-----").Length > 2;

    private void LookAtKey(string key, object? value, object? known, ValuePath here)
    {
        if (key is "runAsUser" or "runAsGroup" or "fsGroup" && value is not null && Whole(value) is not (>= 0 and <= LargestId))
        {
            Add(here, $"is no ID of a user or group: those are whole numbers from 0 to {LargestId}");
        }
        else if (
            key.Equals("port", StringComparison.OrdinalIgnoreCase)
            && IsNumber(known)
            && value is not (null or MapValue)
            && Whole(value) is not (> 0 and < 65536)
        )
        {
            Add(here, "is no port: those are whole numbers from 1 to 65535");
        }
        else if (IsNumber(value) && !IsNumber(known) && SecretNames.IsSecret(key) && !SecretNames.IsReference(key))
        {
            Add(here, "is a number to YAML, which may lose digits of it: put it in quotes");
        }
    }

    /// <summary>What is wrong; null where the value can be what the chart's own is.</summary>
    private static string? Difference(object? known, object? value) =>
        (known, value) switch
        {
            (_, null) or (null, _) => null,
            (MapValue, not MapValue) or (ListValue, not ListValue) => $"is {Kind(value)}, where the chart has {Kind(known)}",
            (string { Length: 0 }, _) => null,
            (_, MapValue reference) when reference.TryGet("valueFrom", out _) => null,
            (not (MapValue or ListValue), MapValue or ListValue) => $"is {Kind(value)}, where the chart has {Kind(known)}",
            (bool, string text) when text.Length > 0 =>
                "is a text, where the chart has true or false; a text that is not empty counts as true",
            (not (bool or string or MapValue or ListValue), string { Length: > 0 } text)
                when !text.Contains("{{", StringComparison.Ordinal)
                    && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) =>
                "is a text that is no number, where the chart has a number",
            _ => null,
        };

    private static string Kind(object value) =>
        value switch
        {
            MapValue => "a map",
            ListValue => "a list",
            string => "a text",
            bool => "true or false",
            _ => "a number",
        };

    private static bool IsNumber(object? value) => value is not (null or string or bool or MapValue or ListValue);

    private static long? Whole(object value) =>
        long.TryParse(
            Convert.ToString(value, CultureInfo.InvariantCulture),
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var whole
        )
            ? whole
            : null;

    private void Add(ValuePath path, string problem) => _found.Add($"{path} of {_layer.Name} {problem}");
}

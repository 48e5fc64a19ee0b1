using Wsm.Helm.Charts;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Provenance;
using Wsm.Helm.Values;
using Wsm.Product.Catalogs;
using Wsm.Product.Finding;
using Wsm.Product.Secrets;
using Wsm.Site.Values.Emission;

namespace Wsm.Site.Values.Explain;

/// <summary>What every layer says of one value, the lowest first; the last one counts.</summary>
/// <param name="Steps">Who, and what as JSON; a secret is not shown.</param>
public sealed record ValueHistory(string Component, string Path, IReadOnlyList<(string Layer, string Value)> Steps)
{
    /// <summary>What was set while images were looked for, and reaches nothing that is installed; null where nothing was.</summary>
    public string? WhileFinding { get; private init; }

    private const string Hidden = "(not shown)";

    /// <param name="made">The component with its relocation worked out.</param>
    /// <param name="layers">Above the chart's own values, lowest first.</param>
    public static ValueHistory Of(ComponentValues made, IEnumerable<ValuesLayer> layers, ValuePath path)
    {
        Chart chart = made.Component.Chart!.Load();
        var steps = new List<(string, string)>();
        if (ChartDefault.At(chart, path.Steps()) is { } own)
        {
            steps.Add(($"default of {own.Chart}", Text(path, own.Value)));
        }

        foreach (var layer in layers)
        {
            Add(layer.Name, ValuesReader.Read(layer.Yaml));
        }

        foreach (var (layer, values) in made.Above)
        {
            Add(layer, values);
        }

        var finding = made
            .Component.Values.Where(layer => layer.IsForFinding)
            .Select(layer => ValuesReader.Read(layer.Yaml))
            .LastOrDefault(values => Has(values, path));
        return new ValueHistory(made.Component.Name, path.ToString(), steps)
        {
            WhileFinding = finding is null ? null : Text(path, TracedValue.At(finding, path)),
        };

        void Add(string name, MapValue values)
        {
            if (Has(values, path))
            {
                steps.Add((name, Text(path, TracedValue.At(values, path))));
            }
        }
    }

    private static bool Has(MapValue values, ValuePath path) =>
        path.Key is { } key
            ? (path.Parent!.IsRoot ? values : TracedValue.At(values, path.Parent).Data as MapValue)?.Entries.ContainsKey(key) ?? false
            : !TracedValue.At(values, path).IsNil;

    private static string Text(ValuePath path, Value value)
    {
        if (value.IsNil)
        {
            return "null (takes the value away)";
        }

        return
            path.Steps().OfType<string>().Any(key => SecretNames.IsSecret(key) && !SecretNames.IsReference(key)) || SecretNames.AreIn(value)
            ? Hidden
            : (string)JsonWriter.Write(value).Data!;
    }
}

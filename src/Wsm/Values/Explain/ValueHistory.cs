using Wsm.Catalogs;
using Wsm.Helm.Charts;
using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Values;
using Wsm.Helm.Values;
using Wsm.Helm.Values.Json;
using Wsm.Images;

namespace Wsm.Values.Explain;

/// <summary>What every layer says of one value, the lowest first; the last one counts.</summary>
/// <param name="Steps">Who, and what as JSON; a secret is not shown.</param>
internal sealed record ValueHistory(string Component, string Path, IReadOnlyList<(string Layer, string Value)> Steps)
{
    private const string Hidden = "(not shown)";

    /// <param name="made">The component with its relocation worked out.</param>
    /// <param name="layers">Above the chart's own values, lowest first.</param>
    public static ValueHistory Of(ComponentValues made, IEnumerable<ValuesLayer> layers, ValuePath path)
    {
        Chart chart = made.Component.Chart!.Load();
        var steps = new List<(string, string)>();
        if (ChartDefault.At(chart, path.Steps()) is { } own)
            steps.Add(($"default of {own.Chart}", Text(path, own.Value)));
        foreach (var layer in layers)
            Add(layer.Name, ValuesReader.Read(layer.Yaml));
        Add("relocation", made.Relocation);
        return new ValueHistory(made.Component.Name, path.ToString(), steps);

        void Add(string name, MapValue values)
        {
            if (Has(values, path))
                steps.Add((name, Text(path, ValueLookup.At(values, path))));
        }
    }

    private static bool Has(MapValue values, ValuePath path) =>
        path.Key is { } key
            ? (path.Parent!.IsRoot ? values : ValueLookup.At(values, path.Parent).Data as MapValue)?.Entries.ContainsKey(key) ?? false
            : !ValueLookup.At(values, path).IsNil;

    private static string Text(ValuePath path, Value value)
    {
        if (value.IsNil)
            return "null (takes the value away)";
        return path.Steps().OfType<string>().Any(SecretNames.IsSecret) || SecretNames.AreIn(value)
            ? Hidden
            : (string)JsonWriter.Write(value).Data!;
    }
}

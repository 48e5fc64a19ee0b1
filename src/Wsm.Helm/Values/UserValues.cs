using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Provenance;
using Wsm.Helm.Values.Merging;

namespace Wsm.Helm.Values;

/// <summary>
/// What the user gives, in helm's order: files, then <c>--set-json</c>, <c>--set</c>, <c>--set-string</c>, <c>--set-file</c>,
/// <c>--set-literal</c>.
/// </summary>
public sealed record UserValues
{
    /// <summary>Lowest first.</summary>
    public IReadOnlyList<ValuesFile> Files { get; init; } = [];

    public IReadOnlyList<string> SetJson { get; init; } = [];

    public IReadOnlyList<string> Set { get; init; } = [];

    public IReadOnlyList<string> SetString { get; init; } = [];

    public IReadOnlyList<string> SetFile { get; init; } = [];

    public IReadOnlyList<string> SetLiteral { get; init; } = [];

    /// <summary>Reads the files that <see cref="SetFile"/> names.</summary>
    public Func<string, string>? ReadFile { get; init; }

    /// <summary>One map of them all.</summary>
    /// <param name="traceProvenance">Stamp every node with its path and with the layer that set it.</param>
    /// <exception cref="ValuesException">The message is helm's.</exception>
    public MapValue Build(bool traceProvenance = false)
    {
        var values = new MapValue();
        foreach (var file in Files)
        {
            values = ValuesMerger.Overlay(values, Read(file, traceProvenance));
        }

        foreach (var text in SetJson)
        {
            values = ApplyJson(text, values, traceProvenance);
        }

        Apply(Set, "--set", SetParser.Set);
        Apply(SetString, "--set-string", SetParser.SetString);
        Apply(SetFile, "--set-file", (text, target) =>
            SetParser.SetFile(text, target, ReadFile ?? throw new InvalidOperationException("no ReadFile was given"))
        );
        Apply(SetLiteral, "--set-literal", SetParser.SetLiteral);
        return values;

        void Apply(IReadOnlyList<string> texts, string option, Action<string, MapValue> set)
        {
            foreach (var text in texts)
            {
                try
                {
                    set(text, values);
                }
                catch (ValuesException e)
                {
                    throw new ValuesException($"failed parsing {option} data: {e.Message}", e);
                }

                if (traceProvenance)
                {
                    ValueStamp.Fill(values, ValuePath.Root, new ValueSource(ValueLayer.Flag, option));
                }
            }
        }
    }

    private static MapValue Read(ValuesFile file, bool traceProvenance)
    {
        try
        {
            var values = ValuesReader.Read(file.Text);
            if (traceProvenance)
            {
                ValueStamp.Fill(values, ValuePath.Root, new ValueSource(file.Layer, file.Name));
            }

            return values;
        }
        catch (YamlException e)
        {
            throw new ValuesException($"failed to parse {file.Name}: cannot unmarshal yaml document: {e.Message}", e);
        }
    }

    private static MapValue ApplyJson(string text, MapValue values, bool traceProvenance)
    {
        var whole = text.AsSpan().Trim().StartsWith("{");
        try
        {
            if (whole)
            {
                values = ValuesMerger.Overlay(values, (MapValue)JsonReader.Read(text).Data!);
            }
            else
            {
                SetParser.SetJson(text, values);
            }
        }
        catch (Exception e) when (e is ValuesException or JsonException)
        {
            throw new ValuesException($"failed parsing --set-json data {(whole ? "JSON: " : "")}{text}", e);
        }

        if (traceProvenance)
        {
            ValueStamp.Fill(values, ValuePath.Root, new ValueSource(ValueLayer.Flag, "--set-json"));
        }

        return values;
    }
}

/// <param name="Name">As people know the file; messages name it.</param>
/// <param name="Layer">A file of the user's, or what a channel or a catalog says.</param>
public sealed record ValuesFile(string Name, string Text, ValueLayer Layer = ValueLayer.File);

using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Data.Yaml;

namespace Wsm.Helm.Templates.Evaluation;

/// <summary>The methods of Go's <c>common.Values</c>, which templates can call on <c>.Values</c>. They hide keys of their names.</summary>
internal static class ChartValuesMethods
{
    public static TemplateFunction? TryGet(MapValue values, string name) =>
        name switch
        {
            "AsMap" => new TemplateFunction(name, [], false, (_, _) => Value.Of(values.WithTypeName(GoTypeNames.Map))),
            "YAML" => new TemplateFunction(name, [], false, (_, _) => YamlWriter.Write(Value.Of(values))),
            "Table" => new TemplateFunction(name, [GoType.String], false, (_, a) => Table(values, (string)a[0].Data!)),
            "PathValue" => new TemplateFunction(name, [GoType.String], false, (_, a) => PathValue(values, (string)a[0].Data!)),
            _ => null,
        };

    private static Value Table(MapValue values, string path)
    {
        foreach (var key in path.Split('.'))
        {
            values = values[key].Data is MapValue table ? table : throw new FunctionException($"{GoQuote.Quote(key)} is not a table");
        }

        return Value.Of(values.WithTypeName(GoTypeNames.ChartValues));
    }

    private static Value PathValue(MapValue values, string path)
    {
        if (path.Length == 0)
        {
            throw new FunctionException("yaml path string cannot be zero length");
        }

        var steps = path.Split('.');
        for (var i = 0; i < steps.Length - 1; i++)
        {
            values = values[steps[i]].Data is MapValue table ? table : throw NoValue(steps[^1]);
        }

        // Only what is not a table is a value.
        return values.TryGet(steps[^1], out var value) && value.Data is not MapValue ? value : throw NoValue(steps[^1]);
    }

    private static FunctionException NoValue(string key) => new($"{GoQuote.Quote(key)} is not a value");
}

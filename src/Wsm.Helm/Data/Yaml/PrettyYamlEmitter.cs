using System.Globalization;
using System.Numerics;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Data.Json;

namespace Wsm.Helm.Data.Yaml;

/// <summary><c>toYamlPretty</c>: go-yaml v3 with Go's values as they are, so that a float64 keeps its own form.</summary>
internal sealed class PrettyYamlEmitter() : YamlEmitter(GoYamlVersion.V3)
{
    protected override string ScalarText(object? scalar) =>
        scalar switch
        {
            null => "null",
            bool flag => flag ? "true" : "false",
            double.PositiveInfinity => ".inf",
            double.NegativeInfinity => "-.inf",
            double.NaN => ".nan",
            double number => GoNumber.Format(number),
            Complex => throw new MarshalException("cannot marshal type: complex128"),
            _ => ((IFormattable)scalar).ToString(null, CultureInfo.InvariantCulture),
        };

    protected override string StringText(string text, bool key, out bool plain)
    {
        // Version 3 knows true and false only, and quotes the other words of YAML 1.1 all the same.
        plain = YamlScalar.Of(text).Type == YamlScalarType.String && !SigsYamlEmitter.IsSexagesimal(text);
        return text;
    }
}

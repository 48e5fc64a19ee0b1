using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Values;
using Wsm.Product.Catalogs;

namespace Wsm.Site.Values.Emission;

/// <summary>What a catalog sets besides the images.</summary>
internal static class EmitSettings
{
    public static MapValue Of(Emit? emit)
    {
        var settings = new MapValue();
        foreach (var (path, scalar) in emit?.Set ?? new Dictionary<string, string>())
        {
            SetParser.SetJson($"{path}={Json(scalar)}", settings);
        }

        return settings;
    }

    /// <summary>A scalar as YAML reads it, as JSON.</summary>
    private static string Json(string scalar) => (string)JsonWriter.Write(YamlReader.Read(scalar)).Data!;
}

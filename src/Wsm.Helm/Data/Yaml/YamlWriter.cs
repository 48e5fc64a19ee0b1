using Wsm.Helm.Data.Json;

namespace Wsm.Helm.Data.Yaml;

/// <summary>YAML as helm writes it.</summary>
public static class YamlWriter
{
    /// <summary>
    /// What <c>sigs.k8s.io/yaml.Marshal</c> gives, with its final line break, and with the runs of the strings in it; <c>toYaml</c> cuts
    /// one break off.
    /// </summary>
    /// <exception cref="MarshalException">The value has no such form; <c>toYaml</c> gives an empty text then.</exception>
    public static Value Write(Value value) => new SigsYamlEmitter().Emit(value);

    /// <summary>The same without its origins.</summary>
    public static string Text(Value value) => (string)Write(value).Data!;

    /// <summary>
    /// What <c>toYamlPretty</c> gives, before it cuts off the final break: go-yaml v3 with sequences indented and nothing folded.
    /// </summary>
    /// <exception cref="MarshalException">The value has no such form; <c>toYamlPretty</c> gives an empty text then.</exception>
    public static Value WritePretty(Value value) => new PrettyYamlEmitter().Emit(value);
}

namespace Wsm.Helm.Data.Yaml;

/// <summary>
/// A text that is no YAML, or YAML that cannot be JSON data. The message is what go-yaml and sigs.k8s.io/yaml say, so that <c>fromYaml</c>
/// can give it to a template.
/// </summary>
public sealed class YamlException(string message, int line = 0) : Exception(message)
{
    /// <summary>The line named in the message, from 1; 0 when it names none.</summary>
    public int Line { get; } = line;

    internal static YamlException At(int line, string problem) =>
        new($"error converting YAML to JSON: yaml: {(line > 0 ? $"line {line}: " : "")}{problem}", line);

    internal static YamlException Conversion(string problem) => new($"error converting YAML to JSON: {problem}");
}

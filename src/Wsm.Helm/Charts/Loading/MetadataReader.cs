using Wsm.Helm.Values.Yaml;

namespace Wsm.Helm.Charts.Loading;

/// <summary>Chart.yaml, and for older charts requirements.yaml on top of it.</summary>
public static class MetadataReader
{
    private static readonly YamlReadOptions Exact = new() { KeepIntegers = true };

    /// <summary>A Chart.yaml alone, whatever its chart would be worth.</summary>
    /// <exception cref="ChartException">The file is no YAML, or a field has the wrong type.</exception>
    public static ChartMetadata Read(ReadOnlyMemory<byte> chartYaml) => Read(new ChartFile("Chart.yaml", ByteOrderMark.Trim(chartYaml)));

    /// <exception cref="ChartException">The file is no YAML, or a field has the wrong type.</exception>
    internal static ChartMetadata Read(ChartFile file, ChartMetadata? onto = null)
    {
        try
        {
            var fields = FieldReader.Of(YamlReader.Read(file.Text, Exact), "v2.Metadata", "Metadata");
            return fields is null ? onto ?? new ChartMetadata() : Read(fields, onto ?? new ChartMetadata());
        }
        catch (YamlException wrong)
        {
            throw new ChartException($"cannot load {file.Name}: {wrong.Message}", wrong);
        }
    }

    private static ChartMetadata Read(FieldReader fields, ChartMetadata onto) =>
        onto with
        {
            Name = Text(fields, "name", onto.Name),
            Home = Text(fields, "home", onto.Home),
            Sources = fields.Has("sources") ? fields.Texts("sources") : onto.Sources,
            Version = Text(fields, "version", onto.Version),
            Description = Text(fields, "description", onto.Description),
            Keywords = fields.Has("keywords") ? fields.Texts("keywords") : onto.Keywords,
            Maintainers = fields.Structs("maintainers", "v2.Maintainer", "Maintainer")?.Select(Maintainer).ToArray() ?? onto.Maintainers,
            Icon = Text(fields, "icon", onto.Icon),
            ApiVersion = Text(fields, "apiVersion", onto.ApiVersion),
            Condition = Text(fields, "condition", onto.Condition),
            Tags = Text(fields, "tags", onto.Tags),
            AppVersion = Text(fields, "appVersion", onto.AppVersion),
            Deprecated = fields.Has("deprecated") ? fields.Flag("deprecated") : onto.Deprecated,
            Annotations = fields.TextMap("annotations") ?? onto.Annotations,
            KubeVersion = Text(fields, "kubeVersion", onto.KubeVersion),
            Dependencies = fields.Structs("dependencies", "v2.Dependency", "Dependency")?.Select(Dependency).ToArray() ?? onto.Dependencies,
            Type = Text(fields, "type", onto.Type),
        };

    private static string Text(FieldReader fields, string name, string otherwise) => fields.Has(name) ? fields.Text(name) : otherwise;

    private static ChartMaintainer? Maintainer(FieldReader? fields) =>
        fields is null ? null : new ChartMaintainer(fields.Text("name"), fields.Text("email"), fields.Text("url"));

    private static ChartDependency? Dependency(FieldReader? fields) =>
        fields is null
            ? null
            : new ChartDependency
            {
                Name = fields.Text("name"),
                Version = fields.Text("version"),
                Repository = fields.Text("repository"),
                Condition = fields.Text("condition"),
                Tags = fields.Texts("tags"),
                Enabled = fields.Flag("enabled"),
                ImportValues = fields.Values("import-values"),
                Alias = fields.Text("alias"),
            };
}

using Wsm.Helm.Data.Yaml;

namespace Wsm.Helm.Charts.Loading;

/// <summary>Chart.yaml, and for older charts requirements.yaml on top of it.</summary>
public static class MetadataReader
{
    public const string FileName = "Chart.yaml";

    private static readonly YamlReadOptions Exact = new() { KeepIntegers = true };

    /// <summary>The metadata of the chart that the files are; charts inside it are not looked at.</summary>
    /// <exception cref="ChartException">They are no chart: Chart.yaml is missing, is no YAML, or breaks a rule.</exception>
    public static ChartMetadata Read(IReadOnlyList<ChartFile> files) => Read(ChartParts.Sort(files));

    /// <exception cref="ChartException">Chart.yaml is missing, is no YAML, or breaks a rule.</exception>
    internal static ChartMetadata Read(ChartParts parts)
    {
        var metadata = Read(parts.ChartYaml ?? throw new ChartException($"{FileName} file is missing"), new ChartMetadata());
        // Helm 2 took charts without apiVersion.
        if (metadata.ApiVersion.Length == 0)
        {
            metadata = metadata with { ApiVersion = "v1" };
        }

        return MetadataRules.Check(parts.Requirements is { } requirements ? Read(requirements, metadata) : metadata);
    }

    /// <summary>
    /// A plain YAML scalar as helm reads it into a field of text: <c>1.10</c> is a number first, and the text <c>1.1</c> then.
    /// </summary>
    public static string TextOf(string plain)
    {
        var scalar = YamlScalar.Of(plain);
        return scalar.Type is YamlScalarType.String or YamlScalarType.Timestamp ? plain : GoStructReader.TryText(scalar.Data) ?? "";
    }

    private static ChartMetadata Read(ChartFile file, ChartMetadata onto)
    {
        try
        {
            var fields = GoStructReader.Of(YamlReader.Read(file.Text, Exact), "v2.Metadata", "Metadata");
            return fields is null ? onto : Read(fields, onto);
        }
        catch (YamlException wrong)
        {
            throw new ChartException($"cannot load {file.Name}: {wrong.Message}", wrong);
        }
    }

    private static ChartMetadata Read(GoStructReader fields, ChartMetadata onto) =>
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

    private static string Text(GoStructReader fields, string name, string otherwise) => fields.Has(name) ? fields.Text(name) : otherwise;

    private static ChartMaintainer? Maintainer(GoStructReader? fields) =>
        fields is null ? null : new ChartMaintainer(fields.Text("name"), fields.Text("email"), fields.Text("url"));

    private static ChartDependency? Dependency(GoStructReader? fields) =>
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

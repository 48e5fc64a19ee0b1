using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;

namespace Wsm.Helm.Charts;

/// <summary>
/// A chart's metadata as the JSON that helm writes into registries and, as YAML, into indexes: the fields of its Go struct in their order,
/// without empty ones.
/// </summary>
public static class MetadataJson
{
    public static string Write(ChartMetadata metadata) =>
        new JsonFields()
            .Text("name", metadata.Name)
            .Text("home", metadata.Home)
            .Texts("sources", metadata.Sources)
            .Text("version", metadata.Version)
            .Text("description", metadata.Description)
            .Texts("keywords", metadata.Keywords)
            .Objects("maintainers", metadata.Maintainers, Maintainer)
            .Text("icon", metadata.Icon)
            .Text("apiVersion", metadata.ApiVersion)
            .Text("condition", metadata.Condition)
            .Text("tags", metadata.Tags)
            .Text("appVersion", metadata.AppVersion)
            .Flag("deprecated", metadata.Deprecated)
            .Data("annotations", Annotations(metadata))
            .Text("kubeVersion", metadata.KubeVersion)
            .Objects("dependencies", metadata.Dependencies ?? [], Dependency)
            .Text("type", metadata.Type)
            .ToString();

    /// <summary>A list of dependencies alone.</summary>
    internal static string Write(IReadOnlyList<ChartDependency?> dependencies) =>
        $"[{string.Join(',', dependencies.Select(item => item is null ? "null" : Dependency(item).ToString()))}]";

    private static JsonFields Maintainer(ChartMaintainer maintainer) =>
        new JsonFields().Text("name", maintainer.Name).Text("email", maintainer.Email).Text("url", maintainer.Url);

    private static JsonFields Dependency(ChartDependency dependency) =>
        new JsonFields()
            .RequiredText("name", dependency.Name)
            .Text("version", dependency.Version)
            .RequiredText("repository", dependency.Repository)
            .Text("condition", dependency.Condition)
            .Texts("tags", dependency.Tags)
            .Flag("enabled", dependency.Enabled)
            .Data("import-values", dependency.ImportValues.Count == 0 ? null : new ListValue([.. dependency.ImportValues]))
            .Text("alias", dependency.Alias);

    private static MapValue? Annotations(ChartMetadata metadata)
    {
        if (metadata.Annotations is not { Count: > 0 } annotations)
        {
            return null;
        }

        var map = new MapValue(annotations.Count);
        foreach (var (key, value) in annotations)
        {
            map[key] = Value.Of(value);
        }

        return map;
    }

    /// <summary>The fields of one object. Those that are empty are left out.</summary>
    private sealed class JsonFields
    {
        private readonly StringBuilder _text = new("{");

        public JsonFields RequiredText(string name, string text) => Add(name, JsonWriter.Quote(text));

        public JsonFields Text(string name, string text) => text.Length == 0 ? this : RequiredText(name, text);

        public JsonFields Flag(string name, bool flag) => flag ? Add(name, "true") : this;

        public JsonFields Texts(string name, IReadOnlyList<string> texts) =>
            texts.Count == 0 ? this : Add(name, $"[{string.Join(',', texts.Select(text => JsonWriter.Quote(text)))}]");

        public JsonFields Objects<T>(string name, IReadOnlyList<T?> items, Func<T, JsonFields> write)
            where T : class =>
            items.Count == 0
                ? this
                : Add(name, $"[{string.Join(',', items.Select(item => item is null ? "null" : write(item).ToString()))}]");

        public JsonFields Data(string name, object? data) =>
            data is null ? this : Add(name, (string)JsonWriter.Write(new Value(data)).Data!);

        public override string ToString() => _text + "}";

        private JsonFields Add(string name, string json)
        {
            _text.Append(_text.Length > 1 ? "," : "").Append('"').Append(name).Append("\":").Append(json);
            return this;
        }
    }
}

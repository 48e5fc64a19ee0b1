using System.Text;
using System.Text.Json.Nodes;
using Wsm.Helm.Charts;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Rendering;

namespace Wsm.Site.Releases.Records;

/// <summary>Makes the record of a chart as it was rendered.</summary>
internal static class RecordMaker
{
    private const string WeightAnnotation = "helm.sh/hook-weight";
    private const string PolicyAnnotation = "helm.sh/hook-delete-policy";

    /// <param name="values">The person's own.</param>
    public static ReleaseRecord Make(
        string name,
        string space,
        Chart chart,
        RenderedRelease rendered,
        MapValue values,
        IReadOnlyDictionary<string, string> labels
    ) =>
        new(
            new JsonObject
            {
                ["name"] = name,
                ["info"] = new JsonObject { ["notes"] = rendered.Notes },
                ["chart"] = ChartOf(chart, rendered),
                ["config"] = Json(Value.Of(values)),
                ["manifest"] = ManifestOf(rendered.Documents),
                ["hooks"] = new JsonArray([.. rendered.Hooks.Select(HookOf)]),
                ["version"] = 0,
                ["namespace"] = space,
            },
            labels
        );

    /// <summary>Data as JSON.</summary>
    public static JsonNode? Json(Value value) => JsonNode.Parse((string)JsonWriter.Write(value).Data!);

    private static string ManifestOf(IEnumerable<RenderedDocument> documents)
    {
        var text = new StringBuilder();
        foreach (var document in documents)
        {
            text.Append("---\n# Source: ").Append(document.Template).Append('\n').Append((string)document.Text.Data!).Append('\n');
        }

        return text.ToString();
    }

    private static JsonObject HookOf(RenderedDocument document)
    {
        var annotations = AnnotationsOf(document);
        var hook = new JsonObject
        {
            ["name"] = document.Head.Name,
            ["kind"] = document.Head.Kind,
            ["path"] = document.Template,
            ["manifest"] = (string)document.Text.Data!,
            ["events"] = Texts(document.Hook!.Events),
            ["last_run"] = HookRecord.NoRun(),
        };
        if (int.TryParse(annotations(WeightAnnotation), out var weight) && weight != 0)
        {
            hook["weight"] = weight;
        }

        var policies = (annotations(PolicyAnnotation) ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(policy => policy.ToLowerInvariant())
            .Where(policy => policy is HookPolicy.BeforeCreation or HookPolicy.Succeeded or HookPolicy.Failed)
            .ToList();
        if (policies.Count > 0)
        {
            hook["delete_policies"] = Texts(policies);
        }

        return hook;
    }

    private static Func<string, string?> AnnotationsOf(RenderedDocument document)
    {
        var metadata = (YamlReader.Read((string)document.Text.Data!).Data as MapValue)?["metadata"].Data as MapValue;
        var annotations = metadata?["annotations"].Data as MapValue;
        return key => annotations?[key].Data?.ToString();
    }

    private static JsonObject ChartOf(Chart chart, RenderedRelease rendered)
    {
        var json = new JsonObject
        {
            ["metadata"] = JsonNode.Parse(MetadataJson.Write(rendered.Metadata)),
            ["lock"] = null,
            ["templates"] = Files(chart.Templates),
            ["values"] = Json(Value.Of(rendered.Defaults ?? new MapValue())),
            ["schema"] = chart.Schema is { } schema ? Convert.ToBase64String(schema.Bytes.Span) : null,
            ["files"] = Files(chart.Files),
        };
        return json;
    }

    private static JsonArray Files(IEnumerable<ChartFile> files) =>
        new([.. files.Select(file => new JsonObject { ["name"] = file.Name, ["data"] = Convert.ToBase64String(file.Bytes.Span) })]);

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}

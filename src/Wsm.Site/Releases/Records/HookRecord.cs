using System.Text.Json.Nodes;
using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Releases.Records;

/// <summary>A document that runs at an event of the release's life, as helm keeps it.</summary>
internal sealed class HookRecord(KubeObject fields)
{
    /// <summary>A time that Go takes for none.</summary>
    private const string NoTime = "0001-01-01T00:00:00Z";

    public JsonObject Json => fields.Json;

    public string Name => fields.Text("name") ?? "";

    public string Kind => fields.Kind;

    /// <summary>The template that made it.</summary>
    public string Path => fields.Text("path") ?? "";

    public string Manifest => fields.Text("manifest") ?? "";

    public long Weight => fields.Number("weight") ?? 0;

    /// <summary><c>pre-install</c>, <c>post-upgrade</c> …</summary>
    public IReadOnlyList<string> Events => Texts("events");

    /// <summary><c>before-hook-creation</c>, <c>hook-succeeded</c>, <c>hook-failed</c>; the first where the chart says nothing.</summary>
    public IReadOnlyList<string> DeletePolicies => Texts("delete_policies") is { Count: > 0 } given ? given : [HookPolicy.BeforeCreation];

    public bool IsSame(HookRecord other) => Name == other.Name && Kind == other.Kind && Path == other.Path;

    public HookRecord Running(DateTimeOffset time) => Run("Running", ReleaseRecord.TimeText(time), NoTime);

    public HookRecord Ended(bool succeeded, DateTimeOffset time) =>
        Run(succeeded ? "Succeeded" : "Failed", fields.Text("last_run", "started_at") ?? NoTime, ReleaseRecord.TimeText(time));

    public static JsonObject NoRun() => RunOf("", NoTime, NoTime);

    private HookRecord Run(string phase, string started, string completed)
    {
        var copy = (JsonObject)Json.DeepClone();
        copy["last_run"] = RunOf(phase, started, completed);
        copy["delete_policies"] = new JsonArray([.. DeletePolicies.Select(policy => JsonValue.Create(policy))]);
        return new HookRecord(new KubeObject(copy));
    }

    private static JsonObject RunOf(string phase, string started, string completed) =>
        new()
        {
            ["started_at"] = started,
            ["completed_at"] = completed,
            ["phase"] = phase,
        };

    private IReadOnlyList<string> Texts(string key) =>
        fields.At(key) is JsonArray texts ? [.. texts.Select(text => text?.ToString()).OfType<string>()] : [];
}

/// <summary>When a hook's object is taken away.</summary>
internal static class HookPolicy
{
    public const string BeforeCreation = "before-hook-creation";
    public const string Succeeded = "hook-succeeded";
    public const string Failed = "hook-failed";
}

using System.Globalization;
using System.Text.Json.Nodes;
using Wsm.Kubernetes.Objects;

namespace Wsm.Site.Releases.Records;

/// <summary>
/// One revision of a release, as helm keeps it. What wsm does not read stays as it was written. Records are not changed; the
/// <c>With…</c> methods give new ones.
/// </summary>
public sealed class ReleaseRecord
{
    /// <summary>The method that helm 4 writes down for server-side apply; helm 3 writes none.</summary>
    private const string ServerSide = "ssa";

    private readonly JsonObject _json;
    private readonly KubeObject _fields;

    internal ReleaseRecord(JsonObject json, IReadOnlyDictionary<string, string> labels)
    {
        _json = json;
        _fields = new KubeObject(json);
        Labels = labels;
    }

    public string Name => _fields.Text("name") ?? "";

    public string Namespace => _fields.Text("namespace") ?? "";

    public int Revision => (int)(_fields.Number("version") ?? 0);

    public ReleaseStatus Status => ReleaseStatusText.Parse(_fields.Text("info", "status"));

    public string Description => _fields.Text("info", "description") ?? "";

    /// <summary>What the chart tells whoever installs it.</summary>
    public string Notes => _fields.Text("info", "notes") ?? "";

    /// <summary>Null where the record has none that can be read.</summary>
    public DateTimeOffset? LastDeployed =>
        DateTimeOffset.TryParse(_fields.Text("info", "last_deployed"), CultureInfo.InvariantCulture, out var time) ? time : null;

    public string ChartName => _fields.Text("chart", "metadata", "name") ?? "";

    public string ChartVersion => _fields.Text("chart", "metadata", "version") ?? "";

    /// <summary>The documents that were sent, in the order of installation, without hooks.</summary>
    public string Manifest => _fields.Text("manifest") ?? "";

    /// <summary>The person's own labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; }

    internal JsonObject Json => _json;

    internal string? FirstDeployed => _fields.Text("info", "first_deployed");

    internal IReadOnlyList<HookRecord> Hooks => [.. _fields.Items("hooks").Select(hook => new HookRecord(hook))];

    /// <param name="time">Null to leave the time of the last change as it is.</param>
    internal ReleaseRecord With(ReleaseStatus status, string? description = null, DateTimeOffset? time = null) =>
        Changed(json =>
        {
            var info = Info(json);
            info["status"] = ReleaseStatusText.Of(status);
            if (description is not null)
            {
                info["description"] = description;
            }

            if (time is { } now)
            {
                info["last_deployed"] = TimeText(now);
            }
        });

    internal ReleaseRecord WithDeleted(DateTimeOffset time) => Changed(json => Info(json)["deleted"] = TimeText(time));

    /// <summary>The same chart, values, manifest and hooks as a further revision.</summary>
    internal ReleaseRecord AsRevision(int revision, string? firstDeployed, ReleaseStatus status, string description, DateTimeOffset time) =>
        Changed(json =>
        {
            json["version"] = revision;
            json["apply_method"] = ServerSide;
            var info = Info(json);
            info.Remove("deleted");
            info["first_deployed"] = firstDeployed ?? TimeText(time);
            info["last_deployed"] = TimeText(time);
            info["status"] = ReleaseStatusText.Of(status);
            info["description"] = description;
        });

    internal ReleaseRecord WithHook(HookRecord hook) =>
        Changed(json =>
        {
            var hooks = json["hooks"] as JsonArray ?? [];
            for (var at = 0; at < hooks.Count; at++)
            {
                if (new HookRecord(new KubeObject((JsonObject)hooks[at]!)).IsSame(hook))
                {
                    hooks[at] = hook.Json.DeepClone();
                }
            }
        });

    /// <summary>RFC 3339, as Go reads it.</summary>
    internal static string TimeText(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Info(JsonObject json)
    {
        if (json["info"] is JsonObject info)
        {
            return info;
        }

        info = [];
        json["info"] = info;
        return info;
    }

    private ReleaseRecord Changed(Action<JsonObject> change)
    {
        var copy = (JsonObject)_json.DeepClone();
        change(copy);
        return new ReleaseRecord(copy, Labels);
    }
}

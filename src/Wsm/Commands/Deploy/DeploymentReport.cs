using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Product.Wording;

namespace Wsm.Commands.Deploy;

/// <summary>What was done in a cluster, or would be; <c>-o json</c> prints it when all is over, whatever the end.</summary>
/// <param name="DryRun">Nothing has been changed: objects are named with what would become of them.</param>
/// <param name="Preflight">What was looked at before; null where nothing was.</param>
/// <param name="Releases">In the order in which they were worked on, as far as that came.</param>
/// <param name="Documents">Files that belong to no release.</param>
/// <param name="Troubles">Pods that did not start while they were waited for.</param>
/// <param name="Error">Null where the exit code is 0.</param>
internal sealed record DeploymentReport(
    string Context,
    string Server,
    bool DryRun,
    IReadOnlyList<ReportedFinding>? Preflight,
    IReadOnlyList<ReportedRelease> Releases,
    IReadOnlyList<ReportedDocuments> Documents,
    IReadOnlyList<ReportedTrouble> Troubles,
    ReportedError? Error
)
{
    private static readonly DeploymentJson Json = new(ReadableJson.Like(DeploymentJson.Default.Options));

    public string ToJson() => JsonSerializer.Serialize(this, Json.DeploymentReport);
}

/// <param name="Verdict"><c>good</c>, <c>warning</c> or <c>problem</c>.</param>
internal sealed record ReportedFinding(string Verdict, string Subject, string Text);

/// <param name="Component">The component of the catalog; null where none asked for it.</param>
/// <param name="Revision">The newest that was written down; null where it did not come to that.</param>
/// <param name="Status">Helm's word for the state of that revision.</param>
internal sealed record ReportedRelease(
    string? Component,
    string Name,
    string Namespace,
    int? Revision,
    string? Status,
    string? Description,
    ReportedChart? Chart,
    IReadOnlyList<ReportedObject> Objects
);

internal sealed record ReportedChart(string Name, string Version);

/// <param name="File">Of the folder that <c>wsm values</c> writes.</param>
internal sealed record ReportedDocuments(string Component, string File, IReadOnlyList<ReportedObject> Objects);

/// <param name="Change">
/// <c>created</c>, <c>changed</c>, <c>unchanged</c>, <c>deleted</c>, <c>kept</c>; with a dry run also <c>hook</c>, <c>unchecked</c>,
/// <c>refused</c>.
/// </param>
/// <param name="Group">Empty for the core.</param>
/// <param name="Namespace">Null for what is in none.</param>
/// <param name="Fields">With a dry run what changes, what is secret hidden.</param>
internal sealed record ReportedObject(
    string Change,
    string Group,
    string Kind,
    string? Namespace,
    string Name,
    string? Note,
    IReadOnlyList<ReportedField>? Fields
);

/// <param name="Before">JSON; null where the field is new.</param>
/// <param name="After">JSON; null where it goes.</param>
internal sealed record ReportedField(string Path, string? Before, string? After);

/// <param name="Container">Null where it is the pod as a whole.</param>
/// <param name="Reason">The cluster's word: <c>ImagePullBackOff</c>.</param>
/// <param name="Explanation">What the bundle and the registry know about it.</param>
internal sealed record ReportedTrouble(
    string Workload,
    string Pod,
    string? Container,
    string? Image,
    string? Node,
    string Reason,
    string? Message,
    string? Explanation,
    IReadOnlyList<string> Log
);

internal sealed record ReportedError(string Message, IReadOnlyList<string> Details, string? Hint, int ExitCode);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(DeploymentReport))]
internal sealed partial class DeploymentJson : JsonSerializerContext;

using System.Text.Json.Serialization;
using Wsm.Site.Clusters.Judging;
using Wsm.Site.Clusters.Observed;

namespace Wsm.Commands.Check;

/// <summary>What a cluster asks for and runs beside what a bundle holds, container by container; <c>-o json</c> prints it.</summary>
/// <param name="Namespaces">Empty for all.</param>
/// <param name="Unread">What could not be looked at.</param>
public sealed record ClusterCheckReport(
    string Context,
    string Server,
    IReadOnlyList<string> Namespaces,
    IReadOnlyList<CheckedContainer> Containers,
    IReadOnlyList<string> Unread
);

/// <param name="Pod">Null for a template.</param>
/// <param name="BundleImage">The image of the bundle that it is, as written there.</param>
/// <param name="Expected">The digest that the bundle has for it.</param>
/// <param name="PullName">How the cluster should name it.</param>
/// <param name="Template">The chart's file and line that the name comes from.</param>
/// <param name="Values">The values that the name is made from; empty where no value reaches it.</param>
/// <param name="Message">What the cluster says.</param>
public sealed record CheckedContainer(
    string Namespace,
    string Workload,
    string? Pod,
    string Container,
    ContainerRole Role,
    string Image,
    string? ImageId,
    string? Node,
    ImageVerdict Verdict,
    string? BundleImage,
    string? Expected,
    string? PullName,
    string? Template,
    IReadOnlyList<string>? Values,
    PullCause? Cause,
    string? Explanation,
    string? Message
);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ClusterCheckReport))]
internal sealed partial class ClusterCheckJson : JsonSerializerContext;

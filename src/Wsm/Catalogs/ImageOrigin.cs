using System.Text.Json.Serialization;

namespace Wsm.Catalogs;

/// <summary>One reason why an image is needed.</summary>
public sealed record ImageOrigin
{
    public required OriginKind Kind { get; init; }

    public required string Component { get; init; }

    /// <summary>What a catalog says about the image.</summary>
    public string? Reason { get; init; }

    /// <summary>The template the text was rendered from, as helm names it: <c>chart/charts/sub/templates/x.yaml</c>.</summary>
    public string? Template { get; init; }

    /// <summary>One-based line in <see cref="Template"/>.</summary>
    public int? Line { get; init; }

    /// <summary>Kind and name of the rendered document: <c>Deployment/wandb-app</c>.</summary>
    public string? Document { get; init; }

    public string? Container { get; init; }

    /// <summary>The values that the reference was made from.</summary>
    public IReadOnlyList<ValueOrigin> Values { get; init; } = [];

    /// <summary>The switch that brings the image in, where it is off by default: <c>weave-trace.install=true</c>.</summary>
    public string? Switch { get; init; }
}

/// <summary>Where an image was found.</summary>
public enum OriginKind
{
    /// <summary>Named under <c>images:</c> of the catalog.</summary>
    [JsonStringEnumMemberName("catalog")]
    Catalog,

    /// <summary>In a container of a rendered document.</summary>
    [JsonStringEnumMemberName("container")]
    Container,

    /// <summary>A reference in an environment variable, argument, ConfigMap or the like; may also be started.</summary>
    [JsonStringEnumMemberName("candidate")]
    Candidate,
}

/// <summary>A chart value that an image reference was made from.</summary>
/// <param name="Path">Absolute path in the chart's values: <c>app.image.tag</c>.</param>
/// <param name="Layer">Who set it: the chart's defaults, the channel, a file, a flag.</param>
public sealed record ValueOrigin(string Path, string? Value, string? Layer);

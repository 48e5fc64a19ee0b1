using System.Text.Json.Serialization;

namespace Wsm.Product.Catalogs;

/// <summary>One reason why an image is needed.</summary>
public sealed record ImageOrigin
{
    public required OriginKind Kind { get; init; }

    public required string Component { get; init; }

    /// <summary>What a catalog says about the image, or what made a candidate one.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// The template the text was rendered from, as helm names it: <c>chart/charts/sub/templates/x.yaml</c>; or the file in an image.
    /// </summary>
    public string? Template { get; init; }

    /// <summary>One-based line in <see cref="Template"/>.</summary>
    public int? Line { get; init; }

    /// <summary>Kind and name of the rendered document: <c>Deployment/wandb-app</c>; the image in whose file it was found.</summary>
    public string? Document { get; init; }

    public string? Container { get; init; }

    /// <summary>Where in the document; null for a container, whose name says it.</summary>
    public string? Field { get; init; }

    /// <summary>What stands in a file of an image: the string that names the reference.</summary>
    public string? Text { get; init; }

    /// <summary>How sure a candidate is; null for all others, which are sure.</summary>
    public Confidence? Confidence { get; init; }

    /// <summary>The values that the reference was made from.</summary>
    public IReadOnlyList<OriginValue> Values { get; init; } = [];

    /// <summary>The switch that brings the image in, where it is off by default: <c>weave-trace.install=true</c>.</summary>
    public string? Switch { get; init; }
}

/// <summary>Where an image was found.</summary>
public enum OriginKind
{
    /// <summary>Named under <c>images:</c> of the catalog.</summary>
    [JsonStringEnumMemberName("catalog")]
    Catalog,

    /// <summary>Named by a list of images, a compose file, an archive that was imported, or a pod of a cluster.</summary>
    [JsonStringEnumMemberName("listed")]
    Listed,

    /// <summary>In a container of a rendered document.</summary>
    [JsonStringEnumMemberName("container")]
    Container,

    /// <summary>In an image field of a known kind of resource: its operator starts it.</summary>
    [JsonStringEnumMemberName("field")]
    Field,

    /// <summary>In a file of an artifact, at one of the paths where it names images.</summary>
    [JsonStringEnumMemberName("artifact")]
    Artifact,

    /// <summary>A reference in an environment variable, argument, ConfigMap or the like; may also be started.</summary>
    [JsonStringEnumMemberName("candidate")]
    Candidate,

    /// <summary>In a file of an image that is in the bundle; what the image starts may start it.</summary>
    [JsonStringEnumMemberName("inside")]
    Inside,
}

/// <summary>A chart value that an image reference was made from.</summary>
/// <param name="Path">Absolute path in the chart's values: <c>app.image.tag</c>.</param>
/// <param name="Layer">Who set it: the chart's defaults, the channel, a file, a flag.</param>
public sealed record OriginValue(string Path, string? Value, string? Layer);

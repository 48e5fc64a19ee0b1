using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wsm.Site.Clusters.Carrying;

/// <summary>What must be known of a cluster to make things for it where it cannot be asked.</summary>
/// <remarks>
/// <see cref="ServerVersion"/> stands where <c>kubectl version -o json</c> has it, and <see cref="ApiVersions"/> has what
/// <c>kubectl api-versions</c> prints, with each version's kinds as helm's <c>.Capabilities.APIVersions</c> knows them. Neither nodes nor
/// people are named: the file leaves the site.
/// </remarks>
public sealed record ClusterInventory
{
    public string ApiVersion { get; init; } = "wsm/v1";

    public string Kind { get; init; } = "ClusterFacts";

    public required ServerVersion ServerVersion { get; init; }

    /// <summary><c>apps/v1</c>, <c>apps/v1/Deployment</c> …, sorted.</summary>
    public required IReadOnlyList<string> ApiVersions { get; init; }

    public required IReadOnlyList<NodeFacts> Nodes { get; init; }

    public required IReadOnlyList<StorageClassFacts> StorageClasses { get; init; }

    public required IReadOnlyList<RunningImage> Images { get; init; }

    /// <summary>What could not be read, and why.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    public string ToJson() => JsonSerializer.Serialize(this, ClusterInventoryJson.Default.ClusterInventory) + "\n";
}

/// <summary>As the server says it.</summary>
public sealed record ServerVersion(string Major, string Minor, string GitVersion, string? Platform);

/// <param name="Platform"><c>linux/amd64</c>.</param>
/// <param name="Runtime"><c>containerd://1.7.2</c>.</param>
/// <param name="Count">Nodes that are the same in all of this.</param>
public sealed record NodeFacts(string Platform, string Runtime, string Kubelet, string System, int Count);

public sealed record StorageClassFacts(string Name, string Provisioner, bool IsDefault);

/// <summary>An image that some container asks for.</summary>
/// <param name="ImageId">What runs, as the runtime says it; null where nothing does.</param>
public sealed record RunningImage(string Image, string? ImageId, IReadOnlyList<string> UsedBy);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ClusterInventory))]
internal sealed partial class ClusterInventoryJson : JsonSerializerContext;

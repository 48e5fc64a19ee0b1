using System.Text.Json.Serialization;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;

namespace Wsm.Bundles.Locks;

/// <summary>
/// What a bundle holds, with the digest of every part: <c>bundle.json</c>. Its shape is described in <c>bundle/README.md</c> and
/// <c>bundle/bundle.schema.json</c>; the order of properties here is the order in the file.
/// </summary>
public sealed record BundleLock
{
    public const int CurrentFormat = 1;

    /// <summary>
    /// The format of a lock that names blobs which the bundle does not carry; a reader of format 1 would look for them in vain.
    /// </summary>
    public const int DeltaFormat = 2;

    /// <summary>Raised when an older wsm could misread the file; additions do not raise it.</summary>
    public required int Format { get; init; }

    /// <summary>The program that wrote it: <c>wsm 0.1.0</c>.</summary>
    public required string Generator { get; init; }

    /// <summary>The catalog's name and title.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>Set on a bundle that only holds what another one needs to be repaired.</summary>
    public bool? Partial { get; init; }

    public required BundleLayout Layout { get; init; }

    /// <summary>As asked for: <c>linux/amd64</c>, or <c>all</c>.</summary>
    public required IReadOnlyList<string> Platforms { get; init; }

    public required IReadOnlyList<LockedComponent> Components { get; init; }

    public required IReadOnlyList<LockedChart> Charts { get; init; }

    public required IReadOnlyList<LockedImage> Images { get; init; }

    /// <summary>Images that are needed and could not be had when the bundle was made; it was finished without them.</summary>
    public IReadOnlyList<MissingImage>? Missing { get; init; }

    /// <summary>Set on a delta: what it does not carry, because the receiver has it.</summary>
    public LockedDelta? Delta { get; init; }

    /// <summary>The SHA-256 of this file with the digits of this very property replaced by zeros.</summary>
    public string Checksum { get; init; } = LockFile.BlankChecksum;

    /// <summary>Digests of blobs that the images consist of and that the bundle does not carry.</summary>
    public IReadOnlySet<Digest> AbsentDigests() => Delta?.Absent.Select(blob => blob.Digest).ToHashSet() ?? [];

    /// <summary>Charts, channel answers and manifests, each once.</summary>
    public IEnumerable<LockedFile> Files() =>
        Charts
            .SelectMany(chart => chart.Files)
            .Concat(Components.Select(component => component.Channel).OfType<LockedFile>())
            .Concat(Components.SelectMany(component => component.Manifests?.Files ?? []))
            .DistinctBy(file => file.File);
}

/// <summary>How a bundle keeps its images.</summary>
public enum BundleLayout
{
    /// <summary>An archive for each image, complete in itself.</summary>
    [JsonStringEnumMemberName("archives")]
    Archives,

    /// <summary>One OCI image layout for all; what images share is kept once.</summary>
    [JsonStringEnumMemberName("oci")]
    Oci,
}

/// <summary>A file of the bundle beside the images.</summary>
/// <param name="File">Relative to the bundle, with forward slashes.</param>
public sealed record LockedFile(string File, Digest Digest, long Size);

public sealed record LockedChart(string Name, string Version, string File, Digest Digest, long Size, string Source)
{
    /// <summary>The signed message that was published beside the archive.</summary>
    public LockedFile? Provenance { get; init; }

    /// <summary>How a registry published it.</summary>
    public LockedChartArtifact? Artifact { get; init; }

    /// <summary>The archive and what belongs to it, each once.</summary>
    [JsonIgnore]
    public IEnumerable<LockedFile> Files =>
        new[] { new LockedFile(File, Digest, Size), Provenance, Artifact?.Manifest }
            .Concat(Artifact?.Blobs ?? [])
            .OfType<LockedFile>()
            .DistinctBy(file => file.File);
}

/// <summary>A chart's manifest, and what it names beside the archive.</summary>
public sealed record LockedChartArtifact(string MediaType, LockedFile Manifest, IReadOnlyList<LockedFile> Blobs);

/// <summary>
/// A component as <see cref="ResolvedComponent"/> has it; chart and images are named here and described in lists of their own.
/// </summary>
public sealed record LockedComponent
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>The file of its chart.</summary>
    public string? Chart { get; init; }

    public string? ReleaseName { get; init; }

    public string? Namespace { get; init; }

    /// <summary>The release channel's answer.</summary>
    public LockedFile? Channel { get; init; }

    /// <summary>The release channel that gave it, without credentials.</summary>
    public string? ChannelUrl { get; init; }

    /// <summary>Manifests in the place of a chart.</summary>
    public LockedManifests? Manifests { get; init; }

    /// <summary>Images that it needs and that were deliberately left out.</summary>
    public IReadOnlyList<LockedExclusion>? Excluded { get; init; }

    /// <summary>What of its source could not be read, is not supported, or is not known.</summary>
    public IReadOnlyList<string>? Problems { get; init; }

    /// <summary>The artifact that names its images, one of the bundle's images itself.</summary>
    public LockedArtifact? Artifact { get; init; }

    /// <summary>Values above the chart's own, lowest layer first.</summary>
    public IReadOnlyList<ValuesLayer>? Values { get; init; }

    /// <summary>Paths of secrets among the person's values: they were used, and do not travel.</summary>
    public IReadOnlyList<string>? Withheld { get; init; }

    public Emit? Emit { get; init; }

    /// <summary>The cluster that the chart was rendered for, where somebody named one.</summary>
    public ClusterFacts? Cluster { get; init; }

    /// <summary>Image fields beyond those that come with the program.</summary>
    public IReadOnlyList<ImageFieldRow>? ImageFields { get; init; }

    /// <summary>References as written, and why each is needed here.</summary>
    public required IReadOnlyList<LockedNeed> Images { get; init; }

    public IReadOnlyList<LockedNeed>? Candidates { get; init; }

    /// <summary>What stands where an image should stand and is none: the bundle lacks what was meant.</summary>
    public IReadOnlyList<UnreadableImage>? Unreadable { get; init; }

    /// <summary>Placeholders, incomplete images, and what else a person should know.</summary>
    public IReadOnlyList<ImageRemark>? Remarks { get; init; }

    /// <summary>The chart's operator starts images that are named nowhere; null where that is not so.</summary>
    public bool? OperandsUnknown { get; init; }
}

/// <summary>An image that a component needs and that was left out by a rule.</summary>
public sealed record LockedExclusion(string Reference, string Pattern, string? Reason);

/// <summary>Manifests as they were written, below <c>manifests/NAME</c>.</summary>
/// <param name="Kustomization">The folder of the kustomization to be built, relative to that; absent for plain files.</param>
/// <param name="Source">Where they came from.</param>
public sealed record LockedManifests(string? Kustomization, string Source, IReadOnlyList<LockedFile> Files);

/// <param name="Reference">As written; the image of this name holds it.</param>
/// <param name="Images">The paths at which its files name images.</param>
/// <param name="Defaults">What is started where none of them names one.</param>
/// <param name="Reader">What reads it inside.</param>
public sealed record LockedArtifact(
    string Reference,
    Digest Digest,
    IReadOnlyList<string> Images,
    IReadOnlyDictionary<string, string>? Defaults = null,
    ReadingComponent? Reader = null
);

public sealed record LockedNeed(string Reference, IReadOnlyList<ImageOrigin> Origins);

/// <summary>An image and everything it consists of.</summary>
public sealed record LockedImage
{
    /// <summary>As written.</summary>
    public required string Reference { get; init; }

    /// <summary>The archive, relative to the bundle; absent in an OCI layout.</summary>
    public string? File { get; init; }

    /// <summary>The archive's length, bytes.</summary>
    public long? Size { get; init; }

    /// <summary>
    /// What the reference stood for at its source; differs from <see cref="Digest"/> where one platform was chosen from an index.
    /// </summary>
    public required Digest SourceDigest { get; init; }

    /// <summary>The manifest or index that the bundle holds.</summary>
    public required Digest Digest { get; init; }

    public required string MediaType { get; init; }

    public required IReadOnlyList<string> Platforms { get; init; }

    /// <summary>On a signature, attestation or other referrer: the image it belongs to, as written.</summary>
    public string? ReferrerOf { get; init; }

    /// <summary>Manifests first, root before children, then blobs: the order in the archive.</summary>
    public required IReadOnlyList<LockedContent> Contents { get; init; }

    /// <summary>Layers that the image needs and the bundle does not hold, because no registry gives them.</summary>
    public IReadOnlyList<LockedLayer>? LeftOut { get; init; }
}

/// <summary>A layer that only its publisher gives.</summary>
/// <param name="Urls">Where it can be had.</param>
public sealed record LockedLayer(string MediaType, Digest Digest, long Size, IReadOnlyList<string> Urls);

public sealed record LockedContent(string MediaType, Digest Digest, long Size)
{
    [JsonIgnore]
    public bool IsManifest => MediaTypes.IsManifest(MediaType) || MediaTypes.IsIndex(MediaType);
}

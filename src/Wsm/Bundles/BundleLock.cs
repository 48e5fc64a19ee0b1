using System.Text.Json.Serialization;
using Wsm.Catalogs;
using Wsm.Oci.Models;

namespace Wsm.Bundles;

/// <summary>
/// What a bundle holds, with the digest of every part: <c>bundle.json</c>. Its shape is described in <c>bundle/README.md</c> and
/// <c>bundle/bundle.schema.json</c>; the order of properties here is the order in the file.
/// </summary>
public sealed record BundleLock
{
    public const int CurrentFormat = 1;

    /// <summary>The format of a lock that names blobs which the bundle does not carry; a reader of format 1 would look for them in vain.</summary>
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

    /// <summary>Set on a delta: what it does not carry, because the receiver has it.</summary>
    public LockedDelta? Delta { get; init; }

    /// <summary>The SHA-256 of this file with the digits of this very property replaced by zeros.</summary>
    public string Checksum { get; init; } = LockFile.BlankChecksum;

    /// <summary>Digests of blobs that the images consist of and that the bundle does not carry.</summary>
    public IReadOnlySet<string> AbsentDigests() => Delta?.Absent.Select(blob => blob.Digest).ToHashSet() ?? [];

    /// <summary>Charts and channel answers, each once.</summary>
    public IEnumerable<LockedFile> Files() =>
        Charts
            .Select(chart => new LockedFile(chart.File, chart.Digest, chart.Size))
            .Concat(Components.Select(component => component.Channel).OfType<LockedFile>())
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
public sealed record LockedFile(string File, string Digest, long Size);

public sealed record LockedChart(string Name, string Version, string File, string Digest, long Size, string Source);

/// <summary>A component as <see cref="ResolvedComponent"/> has it; chart and images are named here and described in lists of their own.</summary>
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

    /// <summary>Values above the chart's own, lowest layer first.</summary>
    public IReadOnlyList<ValuesLayer>? Values { get; init; }

    public Emit? Emit { get; init; }

    /// <summary>References as written, and why each is needed here.</summary>
    public required IReadOnlyList<LockedNeed> Images { get; init; }

    public IReadOnlyList<LockedNeed>? Candidates { get; init; }
}

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

    /// <summary>What the reference stood for at its source; differs from <see cref="Digest"/> where one platform was chosen from an index.</summary>
    public required string SourceDigest { get; init; }

    /// <summary>The manifest or index that the bundle holds.</summary>
    public required string Digest { get; init; }

    public required string MediaType { get; init; }

    public required IReadOnlyList<string> Platforms { get; init; }

    /// <summary>On a signature, attestation or other referrer: the image it belongs to, as written.</summary>
    public string? ReferrerOf { get; init; }

    /// <summary>Manifests first, root before children, then blobs: the order in the archive.</summary>
    public required IReadOnlyList<LockedContent> Contents { get; init; }
}

public sealed record LockedContent(string MediaType, string Digest, long Size)
{
    [JsonIgnore]
    public bool IsManifest => MediaTypes.IsManifest(MediaType) || MediaTypes.IsIndex(MediaType);
}

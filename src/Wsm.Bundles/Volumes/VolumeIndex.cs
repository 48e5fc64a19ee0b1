using System.Text.Json.Serialization;
using Wsm.Oci.References;

namespace Wsm.Bundles.Volumes;

/// <summary>
/// What a set of volumes holds, and where: <c>.wsm/index.json</c>, the same in every volume. Its digest is the identity of the set.
/// </summary>
public sealed record VolumeIndex
{
    /// <summary>Raised when an older wsm could misread the volumes; additions do not raise it.</summary>
    public required int Format { get; init; }

    /// <summary>The bundle's name and title, for messages.</summary>
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>The digest of <c>bundle.json</c>.</summary>
    public required Digest Bundle { get; init; }

    /// <summary>The length of each volume, bytes.</summary>
    public required IReadOnlyList<long> Volumes { get; init; }

    /// <summary>Files that every volume has, at the same place.</summary>
    public required IReadOnlyList<IndexedFile> Head { get; init; }

    /// <summary>Everything else, once each, in the order in which it lies in the volumes.</summary>
    public required IReadOnlyList<IndexedEntry> Entries { get; init; }
}

/// <param name="At">Where its content starts in each volume.</param>
public sealed record IndexedFile(string Name, Digest Digest, long Size, long At);

public sealed record IndexedEntry(string Name, Digest Digest, long Size, IReadOnlyList<EntryPiece> Pieces);

/// <param name="Volume">Counted from 1.</param>
/// <param name="At">Where the piece starts in the volume.</param>
public sealed record EntryPiece(int Volume, long At, long Size);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(VolumeIndex))]
[JsonSerializable(typeof(VolumeHeader))]
internal sealed partial class VolumeJson : JsonSerializerContext;

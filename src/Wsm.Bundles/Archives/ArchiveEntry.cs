using Wsm.Bundles.Files;
using Wsm.Oci.Models;

namespace Wsm.Bundles.Archives;

/// <summary>One file of an archive, and where its two gzip members are.</summary>
internal sealed record ArchiveEntry
{
    public required string Name { get; init; }

    public required long Size { get; init; }

    /// <summary>Where the gzip member of the tar header starts.</summary>
    public required long HeadPlace { get; init; }

    /// <summary>Where the gzip member of the content starts; an empty file has none.</summary>
    public required long DataPlace { get; init; }

    /// <summary>Known from the start, for documents and manifests; null for blobs.</summary>
    public byte[]? Content { get; init; }

    /// <summary>Null for documents.</summary>
    public Descriptor? Blob { get; init; }

    /// <summary>The size with the zeros that fill up its last tar block: what the member holds.</summary>
    public long Padded => TarHeader.Padded(Size);

    public long End => DataPlace + (Size == 0 ? 0 : GzipMember.LengthOf(Padded));
}

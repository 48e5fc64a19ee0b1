namespace Wsm.Product.Sources;

/// <summary>
/// A chart as a registry keeps it: its manifest byte for byte, so that its digest, which is what gets signed, stays the same.
/// </summary>
/// <param name="Blobs">What the manifest names beside the archive: the configuration, the provenance.</param>
public sealed record ChartArtifact(string MediaType, ReadOnlyMemory<byte> Manifest, IReadOnlyList<ReadOnlyMemory<byte>> Blobs);

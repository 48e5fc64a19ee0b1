using Wsm.Oci.References;

namespace Wsm.Oci.Models;

/// <summary>A manifest or an index as the bytes that were received; the parsed views are made on demand and never written back.</summary>
public sealed class RawManifest
{
    /// <summary>Bytes; what registries accept at most.</summary>
    public const int LargestSize = 4 * 1024 * 1024;

    private RawManifest(string mediaType, ReadOnlyMemory<byte> bytes, Digest digest)
    {
        MediaType = mediaType;
        Bytes = bytes;
        Digest = digest;
    }

    public string MediaType { get; }

    public ReadOnlyMemory<byte> Bytes { get; }

    public Digest Digest { get; }

    public Descriptor Descriptor =>
        new()
        {
            MediaType = MediaType,
            Digest = Digest,
            Size = Bytes.Length,
        };

    public bool IsIndex => MediaTypes.IsIndex(MediaType);

    /// <param name="bytes">The document; not copied.</param>
    /// <param name="mediaType">What the sender calls it; when null or not a manifest's type, the document itself decides.</param>
    /// <param name="algorithm">The algorithm of <see cref="Digest"/>.</param>
    /// <exception cref="ManifestException">It is too large, not JSON, of an unsupported kind, or contradicts itself.</exception>
    public static RawManifest Create(ReadOnlyMemory<byte> bytes, string? mediaType = null, string algorithm = Digest.Sha256)
    {
        if (bytes.Length > LargestSize)
        {
            throw new ManifestException($"the manifest is {bytes.Length} bytes long; at most {LargestSize} are allowed");
        }

        return new RawManifest(ManifestKind.Determine(bytes, mediaType), bytes, Digest.Of(bytes.Span, algorithm));
    }

    /// <exception cref="ManifestException">It is an index, or malformed.</exception>
    public ImageManifest AsImage() =>
        IsIndex
            ? throw new ManifestException($"{Digest} is an index of several manifests, not the manifest of one image")
            : ImageManifest.Parse(Bytes);

    /// <exception cref="ManifestException">It is an image manifest, or malformed.</exception>
    public ImageIndex AsIndex() =>
        IsIndex ? ImageIndex.Parse(Bytes) : throw new ManifestException($"{Digest} is the manifest of one image, not an index");
}

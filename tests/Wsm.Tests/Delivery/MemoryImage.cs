using System.Text;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Site.Delivery;
using Wsm.Site.Relocations;

namespace Wsm.Tests.Delivery;

/// <summary>An image in memory: a manifest or an index over layers that are any bytes. Registries do not look into them.</summary>
internal sealed class MemoryImage : IContentSource
{
    private readonly List<RawManifest> _manifests = [];
    private readonly Dictionary<Digest, Descriptor> _blobs = [];
    private readonly Dictionary<Digest, byte[]> _content = [];

    public IReadOnlyList<RawManifest> Manifests => _manifests;

    /// <summary>Read as they lie here; altering them damages the image.</summary>
    public IReadOnlyDictionary<Digest, byte[]> Content => _content;

    /// <summary>How often each blob was opened.</summary>
    public Dictionary<Digest, int> Opened { get; } = [];

    public static MemoryImage Of(params byte[][] layers)
    {
        var image = new MemoryImage();
        image._manifests.Add(image.Add("amd64", layers));
        return image;
    }

    /// <summary>An index of one manifest for each platform.</summary>
    public static MemoryImage Multi(params (string Architecture, byte[][] Layers)[] platforms)
    {
        var image = new MemoryImage();
        var children = platforms
            .Select(platform => (platform.Architecture, Manifest: image.Add(platform.Architecture, platform.Layers)))
            .ToList();
        var entries = children.Select(child =>
            $$"""{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{child.Manifest.Digest}}","size":{{child.Manifest.Bytes.Length}},"platform":{"os":"linux","architecture":"{{child.Architecture}}"} }"""
        );
        var index = $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciIndex}}","manifests":[{{string.Join(',', entries)}}]}""";
        image._manifests.Add(RawManifest.Create(Encoding.UTF8.GetBytes(index)));
        image._manifests.AddRange(children.Select(child => child.Manifest));
        return image;
    }

    public static byte[] Random(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    public ImageToDeliver For(string source, string target) =>
        new()
        {
            Relocated = new RelocatedImage(ImageReference.Parse(source), ImageReference.Parse(target), ImageReference.Parse(target)),
            Manifests = _manifests,
            Blobs = _blobs.Values,
            Content = this,
        };

    public Task<RawManifest> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken) =>
        Task.FromResult(_manifests.First(manifest => manifest.Digest.ToString() == tagOrDigest));

    public Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken)
    {
        lock (Opened)
        {
            Opened[blob.Digest] = Opened.GetValueOrDefault(blob.Digest) + 1;
        }

        var bytes = _content[blob.Digest];
        // As a bundle does: what is read from the start is checked before its end is reported.
        if (Digest.Of(bytes) != blob.Digest)
        {
            throw new IntegrityException($"blob {blob.Digest} is damaged in the bundle");
        }

        return Task.FromResult<Stream>(new MemoryStream(bytes, (int)offset, bytes.Length - (int)offset, writable: false));
    }

    private RawManifest Add(string architecture, byte[][] layers)
    {
        var config = AddBlob(
            MediaTypes.OciConfig,
            Encoding.UTF8.GetBytes(
                $$"""{"os":"linux","architecture":"{{architecture}}","rootfs":{"type":"layers","diff_ids":[{{string.Join(',', layers.Select(layer => $"\"{Digest.Of(layer)}\""))}}]} }"""
            )
        );
        var entries = layers.Select(layer => AddBlob(MediaTypes.OciLayer, layer)).ToList();
        return RawManifest.Create(
            Encoding.UTF8.GetBytes(
                $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{{config}},"layers":[{{string.Join(',', entries)}}]}"""
            )
        );
    }

    private string AddBlob(string mediaType, byte[] bytes)
    {
        var digest = Digest.Of(bytes);
        _content[digest] = bytes;
        _blobs[digest] = new Descriptor
        {
            MediaType = mediaType,
            Digest = digest,
            Size = bytes.Length,
        };
        return $$"""{"mediaType":"{{mediaType}}","digest":"{{digest}}","size":{{bytes.Length}}}""";
    }
}

using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Planning;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Writing;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Peers;

namespace Wsm.Tests.Bundles;

/// <summary>A source of test images in memory, and orders for bundles of them.</summary>
internal sealed class MemorySource : IContentSource
{
    private readonly Dictionary<string, RawManifest> _manifests = [];
    private readonly Dictionary<string, byte[]> _blobs = [];

    /// <summary>Bytes of blobs that were asked for.</summary>
    public long Served { get; private set; }

    /// <summary>Stands between a blob and its reader; by default nothing does.</summary>
    public Func<Descriptor, long, Stream, Stream> Line { get; set; } = (_, _, stream) => stream;

    public Task<RawManifest> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken) =>
        Task.FromResult(
            _manifests.GetValueOrDefault(tagOrDigest) ?? throw new ContentException($"no manifest {tagOrDigest}") { IsNotFound = true }
        );

    public Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken)
    {
        var bytes = _blobs.GetValueOrDefault(blob.Digest.ToString())
            ?? throw new ContentException($"no blob {blob.Digest}") { IsNotFound = true };
        lock (_blobs)
        {
            Served += bytes.Length - offset;
        }

        return Task.FromResult(Line(blob, offset, new MemoryStream(bytes, (int)offset, bytes.Length - (int)offset)));
    }

    public async Task<PlannedImage> PlanAsync(string reference, ImageContent image, BundleLayout layout = BundleLayout.Archives)
    {
        var root = RawManifest.Create(image.Root, image.MediaType);
        foreach (var (digest, (mediaType, bytes)) in image.Children)
        {
            _manifests[digest] = RawManifest.Create(bytes, mediaType);
        }

        foreach (var (digest, bytes) in image.Blobs)
        {
            _blobs[digest] = bytes;
        }

        var parsed = ImageReference.Parse(reference);
        var contents = await ImageContents.ReadAsync(parsed, root, null, this, CancellationToken.None);
        var locked = LockedImages.Of(contents, root.Digest, layout == BundleLayout.Oci ? null : BundleNames.ArchiveOf(parsed), null);
        return new PlannedImage(locked, contents, [new BlobSource(OpenBlobAsync)]);
    }

    public static BundlePlan Order(string folder, IReadOnlyList<PlannedImage> images, BundleLayout layout = BundleLayout.Archives) =>
        new()
        {
            Folder = folder,
            Images = images,
            Files = new Dictionary<string, ReadOnlyMemory<byte>>(),
            Lock = new BundleLock
            {
                Format = 1,
                Generator = "wsm test",
                Name = "test",
                Title = "Test",
                Layout = layout,
                Platforms = ["linux/amd64"],
                Components = [],
                Charts = [],
                Images = [.. images.Select(image => image.Locked)],
            },
        };

    public static Task<BundleReport> WriteAsync(BundlePlan order, CancellationToken cancellationToken = default) =>
        BundleWriter.WriteAsync(order, new Progress(), cancellationToken);

    private sealed class Progress : IProgress<TransferEvent>
    {
        public void Report(TransferEvent value) { }
    }
}

using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Bundles.Contents;

/// <summary>One image of a bundle, read straight from its place on disk.</summary>
public sealed class BundleImage : IContentSource
{
    private readonly Func<IBlobStore> _store;
    private readonly IReadOnlySet<Digest> _absent;
    private readonly IBlobStore _bases;
    private readonly Dictionary<Digest, LockedContent> _contents;

    /// <param name="absent">Digests that the bundle's lock names and the bundle does not carry.</param>
    /// <param name="bases">Where those may be instead.</param>
    internal BundleImage(LockedImage entry, Func<IBlobStore> store, IReadOnlySet<Digest> absent, IBlobStore bases)
    {
        Entry = entry;
        Reference = ImageReference.Parse(entry.Reference);
        Root = entry.Digest;
        _store = store;
        _absent = absent;
        _bases = bases;
        _contents = entry.Contents.DistinctBy(content => content.Digest).ToDictionary(content => content.Digest);
    }

    public LockedImage Entry { get; }

    public ImageReference Reference { get; }

    /// <summary>The manifest or index that the reference stands for in the bundle.</summary>
    public Digest Root { get; }

    /// <summary>The image's tag, or the digest of any of its manifests.</summary>
    public Task<RawManifest> GetManifestAsync(string tagOrDigest, CancellationToken cancellationToken)
    {
        try
        {
            return Task.FromResult(
                ReadManifest(
                    tagOrDigest == Reference.Tag ? Root
                    : Digest.TryParse(tagOrDigest, out var asked) ? asked
                    : throw NotFound(tagOrDigest)
                )
            );
        }
        catch (ContentException error)
        {
            return Task.FromException<RawManifest>(error);
        }
    }

    /// <exception cref="ContentException">It is not there, or damaged.</exception>
    public RawManifest ReadManifest(Digest digest)
    {
        if (!_contents.TryGetValue(digest, out var content) || content.Size > RawManifest.LargestSize)
        {
            throw NotFound(digest.ToString());
        }

        using var stream = OpenStored(digest, 0);
        var bytes = new byte[content.Size];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read < bytes.Length || Digest.Of(bytes, digest.Algorithm) != digest)
        {
            throw new BundleDamageException($"manifest {digest} of {Reference.AsWritten} is damaged in the bundle");
        }

        return RawManifest.Create(bytes, content.MediaType, digest.Algorithm);
    }

    public Task<Stream> OpenBlobAsync(Descriptor blob, long offset, CancellationToken cancellationToken) =>
        Task.FromResult(OpenBlob(blob, offset, verify: offset == 0));

    /// <summary>
    /// As <see cref="OpenBlobAsync"/>; without hashing when <paramref name="verify"/> is false, for a receiver that does so itself.
    /// </summary>
    public Stream OpenBlob(Descriptor blob, long offset, bool verify)
    {
        if (!_contents.TryGetValue(blob.Digest, out var content) || content.Size != blob.Size)
        {
            throw NotFound(blob.Digest.ToString());
        }

        var stream = OpenStored(blob.Digest, offset);
        return verify ? new VerifyingStream(stream, blob, Damaged) : stream;

        BundleDamageException Damaged(string problem) =>
            new($"blob {blob.Digest} of {Reference.AsWritten} is damaged in the bundle: {problem}");
    }

    /// <summary>Whether this is a delta that leaves the blob out; bases may have it all the same.</summary>
    public bool IsAbsent(Digest digest) => _absent.Contains(digest);

    /// <summary>What a delta leaves out of the image and the bases do not list.</summary>
    public IReadOnlyList<LockedContent> LackedBlobs() =>
        [.. Entry.Contents.Where(content => IsAbsent(content.Digest) && !_bases.Contains(content.Digest))];

    /// <summary>Whether the blob's last byte can be read here: what is before it is not looked at.</summary>
    public bool Reaches(LockedContent content)
    {
        try
        {
            using var stream = TryOpen(content.Digest, Math.Max(0, content.Size - 1));
            return stream is not null && (content.Size == 0 || stream.ReadByte() >= 0);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>From this bundle itself; null when it is not there.</summary>
    internal Stream? TryOpen(Digest digest, long offset) => _store().Open(digest, offset);

    private Stream OpenStored(Digest digest, long offset)
    {
        if (!IsAbsent(digest))
        {
            return TryOpen(digest, offset) ?? throw NotFound(digest.ToString());
        }

        return _bases.Open(digest, offset)
            ?? throw new ContentException($"blob {digest} of {Reference.AsWritten} is in neither this delta nor one of its base bundles")
            {
                IsNotFound = true,
            };
    }

    private ContentException NotFound(string what) => new($"the bundle has no {what} of {Reference.AsWritten}") { IsNotFound = true };
}

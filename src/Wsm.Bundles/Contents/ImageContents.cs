using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Contents;

/// <summary>Everything one image consists of: its manifests as bytes, and the descriptors of all blobs they lead to.</summary>
public sealed class ImageContents
{
    private const int DeepestNesting = 4;
    private const int MostManifests = 1000;
    private const int MostBlobs = 20_000;
    private const long LargestBlob = 1L << 46;

    private readonly List<RawManifest> _manifests = [];
    private readonly Dictionary<Digest, Descriptor> _blobs = [];

    private ImageContents(ImageReference reference, RawManifest root)
    {
        Reference = reference;
        Root = root;
        SourceDigest = root.Digest;
    }

    public ImageReference Reference { get; }

    /// <summary>The manifest or index that the reference stands for.</summary>
    public RawManifest Root { get; }

    /// <summary>What the reference stands for where it was published: the root, or the index that it was chosen from.</summary>
    public Digest SourceDigest { get; private set; }

    /// <summary>The root first, then its children, each once.</summary>
    public IReadOnlyList<RawManifest> Manifests => _manifests;

    /// <summary>Configurations and layers, each once, in the order in which the manifests name them.</summary>
    public IReadOnlyCollection<Descriptor> Blobs => _blobs.Values;

    /// <summary>What the root's index says of its children; the one platform of a manifest chosen from an index; or nothing.</summary>
    public IReadOnlyList<Platform> Platforms { get; private init; } = [];

    /// <summary>What would have fitted as well: builds of Windows for other versions than the one that was chosen.</summary>
    public IReadOnlyList<Platform> OtherBuilds { get; private set; } = [];

    /// <summary>Layers that the image needs, and that could not be had: see <see cref="ForeignLayers"/>.</summary>
    public IReadOnlyList<Descriptor> LeftOut { get; private init; } = [];

    /// <summary>Follows a root to every manifest below it.</summary>
    /// <param name="source">Asked for the children, by digest.</param>
    /// <param name="platform">The platform for which <paramref name="root"/> was chosen from an index.</param>
    /// <exception cref="ContentException">A manifest is missing, or the manifests contradict one another.</exception>
    public static async Task<ImageContents> ReadAsync(
        ImageReference reference,
        RawManifest root,
        Platform? platform,
        IContentSource source,
        CancellationToken cancellationToken
    )
    {
        var contents = new ImageContents(reference, root)
        {
            Platforms =
                platform is not null ? [platform]
                : root.IsIndex ? root.AsIndex().Platforms
                : [],
        };
        await contents.AddAsync(root, source, 0, cancellationToken);
        return contents;
    }

    /// <summary>Asks what a reference stands for, and follows what is taken of it: of an index perhaps one platform's manifest.</summary>
    /// <param name="tagOrDigest">What is asked for: the reference's own, or the digest that a lock holds it to.</param>
    /// <exception cref="UserError">It does not have a wanted platform.</exception>
    /// <exception cref="ContentException">It is not there, a manifest is missing, or the manifests contradict one another.</exception>
    public static async Task<ImageContents> ResolveAsync(
        ImageReference reference,
        string tagOrDigest,
        PlatformChoice platforms,
        IContentSource source,
        CancellationToken cancellationToken
    )
    {
        var root = await source.GetManifestAsync(tagOrDigest, cancellationToken);
        var fitting = root.IsIndex ? await platforms.ChooseFromAsync(root.AsIndex(), reference, source, cancellationToken) : [];
        if (fitting.Count == 0)
        {
            return await ReadAsync(reference, root, null, source, cancellationToken);
        }

        var child = fitting[0];
        var chosen = await source.GetManifestAsync(child.Digest.ToString(), cancellationToken);
        var contents = await ReadAsync(reference, chosen, child.Platform, source, cancellationToken);
        contents.SourceDigest = root.Digest;
        contents.OtherBuilds =
        [
            .. fitting.Select(other => other.Platform!).Where(other => other.OsVersion != child.Platform!.OsVersion).Distinct(),
        ];
        return contents;
    }

    /// <summary>What an image of a bundle consists of by its own manifests, which are on disk.</summary>
    /// <exception cref="ContentException">One is missing or damaged.</exception>
    public static ImageContents Read(BundleImage image)
    {
        var root = image.ReadManifest(image.Root);
        var contents = new ImageContents(image.Reference, root) { Platforms = [.. image.Entry.Platforms.Select(Platform.Parse)] };
        contents.Add(root, image, 0);
        return contents.Without([.. (image.Entry.LeftOut ?? []).Select(layer => layer.Digest)]);
    }

    /// <summary>The same image with some of its blobs only.</summary>
    public ImageContents With(IReadOnlyCollection<Digest> blobs) => Where(blob => blobs.Contains(blob.Digest), LeftOut);

    /// <summary>The same image without layers that nobody gives.</summary>
    public ImageContents Without(IReadOnlyCollection<Digest> layers) =>
        layers.Count == 0
            ? this
            : Where(blob => !layers.Contains(blob.Digest), [.. LeftOut, .. Blobs.Where(blob => layers.Contains(blob.Digest))]);

    /// <summary>The same image by other manifests, the root first; blobs that none of them names are left out.</summary>
    internal ImageContents Under(IReadOnlyList<RawManifest> manifests)
    {
        var named = manifests
            .Where(manifest => !manifest.IsIndex)
            .SelectMany(manifest => manifest.AsImage().Blobs)
            .Select(blob => blob.Digest)
            .ToHashSet();
        var other = new ImageContents(Reference, manifests[0])
        {
            Platforms = Platforms,
            OtherBuilds = OtherBuilds,
            SourceDigest = SourceDigest,
            LeftOut = [.. LeftOut.Where(layer => named.Contains(layer.Digest))],
        };
        other._manifests.AddRange(manifests);
        foreach (var blob in Blobs.Where(blob => named.Contains(blob.Digest)))
        {
            other._blobs.Add(blob.Digest, blob);
        }

        return other;
    }

    private ImageContents Where(Func<Descriptor, bool> isHeld, IReadOnlyList<Descriptor> leftOut)
    {
        var part = new ImageContents(Reference, Root)
        {
            Platforms = Platforms,
            OtherBuilds = OtherBuilds,
            SourceDigest = SourceDigest,
            LeftOut = leftOut,
        };
        part._manifests.AddRange(_manifests);
        foreach (var blob in Blobs.Where(isHeld))
        {
            part._blobs.Add(blob.Digest, blob);
        }

        return part;
    }

    private void Add(RawManifest manifest, BundleImage image, int depth)
    {
        if (!TryTake(manifest, depth))
        {
            return;
        }

        foreach (var child in manifest.IsIndex ? manifest.AsIndex().Manifests : [])
        {
            Add(image.ReadManifest(child.Digest), image, depth + 1);
        }
    }

    private async Task AddAsync(RawManifest manifest, IContentSource source, int depth, CancellationToken cancellationToken)
    {
        if (!TryTake(manifest, depth))
        {
            return;
        }

        foreach (var child in manifest.IsIndex ? manifest.AsIndex().Manifests : [])
        {
            await AddAsync(await source.GetManifestAsync(child.Digest.ToString(), cancellationToken), source, depth + 1, cancellationToken);
        }
    }

    /// <summary>False when the manifest is known already.</summary>
    private bool TryTake(RawManifest manifest, int depth)
    {
        if (_manifests.Exists(known => known.Digest == manifest.Digest))
        {
            return false;
        }

        if (depth > DeepestNesting || _manifests.Count == MostManifests)
        {
            throw new ContentException(
                $"the index of {Reference} nests deeper or holds more manifests than any image needs; it was not read further"
            );
        }

        _manifests.Add(manifest);
        if (!manifest.IsIndex)
        {
            foreach (var blob in manifest.AsImage().Blobs)
            {
                AddBlob(blob);
            }
        }

        return true;
    }

    private void AddBlob(Descriptor blob)
    {
        if (!_blobs.TryAdd(blob.Digest, blob) && _blobs[blob.Digest].Size != blob.Size)
        {
            throw new ContentException(
                $"the manifests of {Reference} give blob {blob.Digest} two sizes, {_blobs[blob.Digest].Size} and {blob.Size} bytes; the "
                    + "image is malformed"
            );
        }

        if (blob.Size is < 0 or > LargestBlob || _blobs.Count > MostBlobs)
        {
            throw new ContentException($"{Reference} names more or larger blobs than any image has; it was not read further");
        }
    }
}

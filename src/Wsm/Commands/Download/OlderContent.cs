using Wsm.Bundles.Archives;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Layouts;
using Wsm.Bundles.Locks;
using Wsm.Oci.Content;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Commands.Download;

/// <summary>What earlier runs left in a bundle's folder, finished or not.</summary>
internal sealed class OlderContent
{
    private readonly GuardedFolder _folder;
    private readonly Dictionary<string, LockedImage> _images = [];

    private OlderContent(GuardedFolder folder, BundleLock? bundle)
    {
        _folder = folder;
        Lock = bundle;
        foreach (var image in bundle?.Images ?? [])
        {
            _images.TryAdd(image.Reference, image);
        }
    }

    /// <summary>The lock that decides: of an unfinished run when there is one, which is the newer.</summary>
    public BundleLock? Lock { get; }

    public static OlderContent Read(string folder)
    {
        var guarded = new GuardedFolder(folder);
        var name = LockFile.NamesIn(guarded) is [.., var newest] ? newest : null;
        return new OlderContent(guarded, name is null ? null : LockFile.Read(guarded, name));
    }

    public LockedImage? Find(ImageReference reference) => _images.GetValueOrDefault(reference.AsWritten);

    /// <summary>A manifest of an image from disk, checked against its digest; null when it is not there or damaged.</summary>
    public RawManifest? FindManifest(LockedImage image, Digest digest)
    {
        if (image.File is null)
        {
            return Read(new LayoutReader(_folder, BundleNames.Images), digest);
        }

        var name = BundleNames.Plain(image.File);
        return ReadArchive(name, digest) ?? ReadArchive(name + BundleNames.PartialSuffix, digest);
    }

    private RawManifest? ReadArchive(string name, Digest digest)
    {
        try
        {
            using var archive = ArchiveReader.Open(_folder, name);
            return archive is null ? null : Read(archive, digest);
        }
        catch (ContentException)
        {
            // Not readable is as good as not there: the registry is asked instead.
            return null;
        }
    }

    private static RawManifest? Read(IBlobStore store, Digest digest)
    {
        using var stream = store.Open(digest, 0);
        if (stream is null || stream.Length > RawManifest.LargestSize)
        {
            return null;
        }

        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Digest.Of(bytes, digest.Algorithm) == digest ? RawManifest.Create(bytes, algorithm: digest.Algorithm) : null;
    }
}

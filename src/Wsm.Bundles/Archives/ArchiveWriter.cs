using Wsm.Bundles.Locks;
using Wsm.Bundles.Planning;
using Wsm.Oci.Content;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Archives;

/// <summary>An archive for each image.</summary>
internal sealed class ArchiveWriter : ImageWriter
{
    private const string StaleSuffix = ".stale" + BundleNames.PartialSuffix;

    private readonly Dictionary<PlannedImage, ArchiveFile> _archives;
    private readonly HashSet<string> _ours;
    private readonly List<ArchiveReader> _donors = [];
    private readonly GuardedFolder _folder;
    private readonly bool _inPlace;

    /// <param name="folder">The bundle's.</param>
    /// <param name="older">Archives of earlier locks, relative names: they may be replaced, and blobs are taken from them.</param>
    /// <param name="inPlace">Partial files are of this plan, whatever they look like.</param>
    public ArchiveWriter(GuardedFolder folder, IReadOnlyList<PlannedImage> images, IEnumerable<string> older, bool inPlace)
    {
        _folder = folder;
        _inPlace = inPlace;
        _archives = images.ToDictionary(image => image, image => new ArchiveFile(image, folder));
        _ours = older.Select(BundleNames.Plain).ToHashSet();
    }

    public override long BytesNeeded => _archives.Values.Sum(archive => archive.BytesNeeded);

    public override bool IsComplete(PlannedImage image) => _archives[image].IsComplete;

    public override void Begin()
    {
        var current = _archives.Values.Select(archive => archive.Name).ToHashSet();
        foreach (var name in _ours)
        {
            AddDonor(name);
            if (!current.Contains(name))
            {
                AddDonor(name + BundleNames.PartialSuffix);
            }
        }

        foreach (var archive in _archives.Values.Where(archive => !archive.IsComplete))
        {
            if (!_inPlace)
            {
                SetAside(archive);
            }

            archive.Begin();
        }
    }

    public override IReadOnlyList<IBlobPlace> TargetsOf(Descriptor blob) =>
        [.. _archives.Values.Where(archive => !archive.IsComplete).Select(archive => archive.PlaceOf(blob)).OfType<IBlobPlace>()];

    public override IReadOnlyList<IBlobPlace> DonorsOf(Descriptor blob) =>
        [.. _donors.Select(donor => donor.PlaceOf(blob.Digest)).OfType<FramedBlob>().Where(place => place.Size == blob.Size)];

    public override void BlobArrived(Digest blob) { }

    public override Stream OpenArriving(PlannedImage image, Descriptor blob) => _archives[image].OpenArriving(blob);

    public override void ImageArrived(PlannedImage image)
    {
        var archive = _archives[image];
        archive.Flush();

        // What replaces an archive of a finished bundle waits for the others: until then the old lock and the old archives fit.
        if (!_folder.Contains(archive.Name))
        {
            archive.Publish();
        }
    }

    public override void Commit()
    {
        foreach (var archive in _archives.Values.Where(archive => !archive.IsComplete))
        {
            archive.Publish();
        }
    }

    public override void Tidy() =>
        Leftovers.Drop(_folder, BundleNames.Images, name =>
            name.EndsWith(BundleNames.Extension + BundleNames.PartialSuffix, StringComparison.Ordinal)
            || name.EndsWith(StaleSuffix, StringComparison.Ordinal)
        );

    protected override void Dispose(bool disposing)
    {
        foreach (var archive in _archives.Values)
        {
            archive.Dispose();
        }

        foreach (var donor in _donors)
        {
            donor.Dispose();
        }
    }

    /// <summary>A partial file of another plan (a moved tag, other platforms) gives what it has, under another name.</summary>
    private void SetAside(ArchiveFile archive)
    {
        if (_folder.Contains(archive.Name) && !_ours.Contains(archive.Name) && !IsArchive(archive.Name))
        {
            throw new UserError(
                $"'{_folder.PathOf(archive.Name)}' is in the way and was not made by wsm",
                RemedyKind.MoveFileOrUseOtherFolder
            );
        }

        var stale = archive.Name + StaleSuffix;
        if (_folder.Contains(archive.PartialName) && !archive.PartialFits)
        {
            _folder.Rename(archive.PartialName, stale);
        }

        AddDonor(stale);
    }

    private void AddDonor(string name)
    {
        try
        {
            if (ArchiveReader.Open(_folder, name) is { } donor)
            {
                _donors.Add(donor);
            }
        }
        catch (ContentException)
        {
            // Too damaged to take anything from; its blobs are fetched instead.
        }
    }

    private bool IsArchive(string name)
    {
        try
        {
            using var reader = ArchiveReader.Open(_folder, name);
            return reader is not null;
        }
        catch (ContentException)
        {
            return false;
        }
    }
}

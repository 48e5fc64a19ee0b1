using Wsm.Bundles.Archives;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Oci.Files;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Commands.Prune;

/// <summary>Removes from a bundle what its locks do not name: that of the finished bundle, and that of a download that goes on.</summary>
internal static class BundlePruner
{
    private const string NewSuffix = ".new" + BundleNames.PartialSuffix;

    /// <param name="folder">Absolute.</param>
    /// <param name="gate">Asked before the lock of a finished bundle is believed.</param>
    /// <param name="all">Also what does not look like wsm's own.</param>
    /// <exception cref="UserError">There is no bundle, its lock cannot be read, or another wsm is at work in it.</exception>
    public static PruneReport Run(string folder, LockVerifier? gate, bool dryRun, bool all)
    {
        var guarded = new GuardedFolder(folder);
        var names = LockFile.NamesIn(guarded);
        if (names.Count == 0)
        {
            throw LockFile.NotThere(folder);
        }

        // A look changes nothing, and may be had on read-only media.
        using var held = dryRun ? null : FolderLock.Take(folder);
        if (gate is not null && LockFile.ReadBytes(guarded, LockFile.Name) is { } signed)
        {
            gate(
                folder,
                signed,
                LockSignatures.Of(LockFile.ReadBytes(guarded, LockFile.SignatureName), LockFile.ReadBytes(guarded, LockFile.StatementName)),
                isOlder: true
            );
        }

        var locks = names
            .Select(name =>
                (Lock: LockFile.Read(guarded, name), IsPartial: name.EndsWith(BundleNames.PartialSuffix, StringComparison.Ordinal))
            )
            .ToList();
        var wanted = locks.SelectMany(one => FilesOf(one.Lock)).ToHashSet(StringComparer.Ordinal);
        var coming = locks.Where(one => one.IsPartial).SelectMany(one => FilesOf(one.Lock)).ToHashSet(StringComparer.Ordinal);
        var remover = new Remover(folder, dryRun);
        foreach (var file in Candidates(folder).Where(file => !wanted.Contains(file.Name)))
        {
            if (
                IsPartialOf(file.Name) is { } final
                && wanted.Contains(final)
                && (coming.Contains(final) || guarded.Look(final).Kind != EntryKind.File)
            )
            {
                continue;
            }

            if (!file.IsLink && ReasonFor(file.Name) is { } reason)
            {
                remover.Remove(file, reason);
            }
            else if (all)
            {
                remover.Remove(file, file.IsLink ? "a link" : "not wsm's own");
            }
            else
            {
                remover.Leave(file);
            }
        }

        return remover.Report();
    }

    private static IEnumerable<FoundFile> Candidates(string folder) =>
        FoundFile
            .In(folder, Path.Combine(folder, BundleNames.Images))
            .Concat(FoundFile.In(folder, Path.Combine(folder, BundleNames.Charts)))
            .Concat(
                Directory
                    .EnumerateFiles(folder)
                    .Where(path => path.EndsWith(NewSuffix, StringComparison.Ordinal) || IsSpec(Path.GetFileName(path)))
                    .Select(path => new FileInfo(path))
                    .Where(file => file.LinkTarget is null)
                    .Select(file => new FoundFile(file.Name, file.FullName, file.Length, file.LastWriteTimeUtc, IsLink: false))
            );

    /// <summary>Why a file that no lock names is there; null where it is not of a kind that wsm writes.</summary>
    private static string? ReasonFor(string name)
    {
        if (name.EndsWith(NewSuffix, StringComparison.Ordinal))
        {
            return "left by an interrupted write";
        }

        if (IsSpec(name))
        {
            return "a channel's answer that the lock does not name";
        }

        if (IsPartialOf(name) is { } final)
        {
            return ReasonFor(final) is null ? null : "left by an interrupted download";
        }

        if (name.StartsWith(BundleNames.Charts + "/", StringComparison.Ordinal))
        {
            return name.EndsWith(BundleNames.Extension, StringComparison.Ordinal) ? "a chart that the lock does not name" : null;
        }

        if (name.EndsWith(BundleNames.Extension, StringComparison.Ordinal))
        {
            return "an archive that the lock does not name";
        }

        return IsBlob(name) || IsDocument(name) ? "content of a layout that no image of the lock names" : null;
    }

    private static string? IsPartialOf(string name) =>
        name.EndsWith(BundleNames.PartialSuffix, StringComparison.Ordinal) ? name[..^BundleNames.PartialSuffix.Length] : null;

    private static bool IsSpec(string name) =>
        name == BundleNames.Spec
        || (name.EndsWith("." + BundleNames.Spec, StringComparison.Ordinal) && !name.Contains('/', StringComparison.Ordinal));

    private static bool IsBlob(string name) =>
        name.Split('/') is [BundleNames.Images, "blobs", var algorithm, var hex] && Digest.TryParse($"{algorithm}:{hex}", out _);

    private static bool IsDocument(string name) =>
        name is $"{BundleNames.Images}/{ArchiveDocuments.LayoutName}" or $"{BundleNames.Images}/{ArchiveDocuments.IndexName}";

    private static IEnumerable<string> FilesOf(BundleLock bundle)
    {
        var images =
            bundle.Layout == BundleLayout.Archives
                ? bundle.Images.Select(image => image.File!)
                : bundle
                    .Images.SelectMany(image => image.Contents)
                    .Select(content => ArchiveDocuments.BlobName(content.Digest))
                    .Concat([ArchiveDocuments.LayoutName, ArchiveDocuments.IndexName])
                    .Select(name => $"{BundleNames.Images}/{name}");
        return images.Concat(bundle.Files().Select(file => file.File));
    }
}

using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Planning;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Writing;
using Wsm.Oci.Content;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Importing;

/// <summary>
/// Brings images of archives that others made into a bundle. Everything of an archive is judged before the bundle is touched; the bytes of
/// its blobs are compared with their digests while they go into their places, as those of a download are.
/// </summary>
/// <param name="progress">Told what happens to each image.</param>
/// <param name="warn">Told, in a sentence, of what is left out or replaced.</param>
public sealed class BundleImporter(IProgress<TransferEvent> progress, Action<string> warn)
{
    public const string ComponentName = "imported";

    private const string ComponentTitle = "Imported";

    /// <exception cref="UserError">Something is not to be had in this way, or the bundle cannot be written.</exception>
    /// <exception cref="ContentException">An archive is damaged, cut off or hostile; the bundle is what it was.</exception>
    public async Task<ImportReport> RunAsync(ImportRequest request, CancellationToken cancellationToken)
    {
        using var held = FolderLock.Take(request.Folder);
        using var scratch = new ScratchFolder(request.Folder);
        using var older = OpenOlder(request);
        var images = new List<ForeignImage>();
        foreach (var source in request.Sources)
        {
            images.AddRange(await ReadAsync(source, scratch, cancellationToken));
        }

        var planned = new List<(PlannedImage Plan, ImportedImage Told)>();
        var layout = older?.Lock.Layout ?? request.Layout;
        var named = ForeignNames.Of(images, request.Name, warn);
        var kept = (older?.Images ?? []).Where(image => !named.Any(pair => pair.Reference.Equals(image.Reference))).ToList();
        var files =
            layout == BundleLayout.Oci
                ? null
                : BundleNames.ArchivesOf(named.Select(pair => pair.Reference).Concat(kept.Select(image => image.Reference)));
        foreach (var (reference, image) in named)
        {
            var contents = await ForeignChoice.ReadAsync(reference, image, request.Platforms, cancellationToken);
            var before = older?.Images.FirstOrDefault(other => other.Reference.Equals(reference))?.Entry.Digest;
            var told = new ImportedImage(reference.AsWritten, contents.Root.Digest, image.Archive)
            {
                IsMadeAnew = image.IsMadeAnew,
                ChosenFrom = contents.SourceDigest == contents.Root.Digest ? null : contents.SourceDigest,
                Replaces = before is not null && before != contents.Root.Digest ? before : null,
                Bytes = contents.Blobs.Sum(blob => blob.Size),
            };
            var locked = LockedImages.Of(contents, contents.SourceDigest, files?[reference], null);
            planned.Add((new PlannedImage(locked, contents, [new BlobSource(image.Content.OpenBlobAsync)]), told));
        }

        PlannedImage[] all = [.. kept.Select(Keep), .. planned.Select(pair => pair.Plan)];
        var written = await BundleWriter.WriteAsync(
            new BundlePlan
            {
                Folder = request.Folder,
                Lock = LockOf(request, older?.Lock, layout, all, [.. planned.Select(pair => pair.Told)]),
                Images = all,
                Files = new Dictionary<string, ReadOnlyMemory<byte>>(),
                Jobs = request.Jobs,
            },
            progress,
            cancellationToken
        );
        return new ImportReport(written, [.. planned.Select(pair => pair.Told)]);
    }

    private static async Task<IReadOnlyList<ForeignImage>> ReadAsync(
        ImportSource source,
        ScratchFolder scratch,
        CancellationToken cancellationToken
    )
    {
        var path = source.Path ?? await SaveAsync(source, scratch, cancellationToken);
        return await Task.Run(
            () =>
                (IReadOnlyList<ForeignImage>)
                    [
                        .. new ForeignArchives(scratch)
                            .Open(path, source.Label, cancellationToken)
                            .SelectMany(archive =>
                                archive.Entries.ContainsKey(LayoutImages.IndexName)
                                    ? LayoutImages.Read(archive)
                                    : DockerImages.Read(archive, cancellationToken)
                            ),
                    ],
            cancellationToken
        );
    }

    private static async Task<string> SaveAsync(ImportSource source, ScratchFolder scratch, CancellationToken cancellationToken)
    {
        var (path, file) = scratch.Create();
        await using (file)
        await using (var archive = await source.Open!(cancellationToken))
        {
            var buffer = new byte[256 * 1024];
            while (await archive.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                scratch.Require(read, source.Label);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
        }

        return path;
    }

    private static Bundle? OpenOlder(ImportRequest request)
    {
        var guarded = new GuardedFolder(request.Folder);
        if (guarded.Contains(LockFile.Name))
        {
            var older = Bundle.Open(request.Folder, request.Gate);
            if (older.Lock.Delta is null)
            {
                return older;
            }

            older.Dispose();
            throw UserError.Usage($"'{request.Folder}' is a delta, and a delta takes no further images.", RemedyKind.UseOtherFolder);
        }

        return
            LockFile.IsUnfinished(guarded)
            && LockFile.Read(guarded, LockFile.PartialName).Components.Any(component => component.Name != ComponentName)
            ? throw UserError.Usage($"'{request.Folder}' is an unfinished download, which must finish first.", RemedyKind.ResumeDownload)
            : null;
    }

    /// <summary>An image that the bundle has: it is complete, so that nothing is read of it but its manifests.</summary>
    private static PlannedImage Keep(BundleImage image)
    {
        try
        {
            return new PlannedImage(
                image.Entry,
                ImageContents.Read(image),
                [new BlobSource((blob, offset, _) => Task.FromResult(image.OpenBlob(blob, offset, verify: false)))]
            );
        }
        catch (Exception error) when (error is ContentException or ManifestException)
        {
            throw new UserError(
                $"{image.Entry.Reference}, which the bundle holds, cannot be used: {error.Message}",
                RemedyKind.VerifyBundle,
                cause: error
            );
        }
    }

    private static BundleLock LockOf(
        ImportRequest request,
        BundleLock? older,
        BundleLayout layout,
        IReadOnlyList<PlannedImage> images,
        IReadOnlyList<ImportedImage> imported
    )
    {
        var before = older?.Components.FirstOrDefault(component => component.Name == ComponentName)?.Images ?? [];
        var component = new LockedComponent
        {
            Name = ComponentName,
            Title = ComponentTitle,
            Images =
            [
                .. before.Where(need => imported.All(image => image.Reference != need.Reference)),
                .. imported.Select(image => new LockedNeed(
                    image.Reference,
                    [
                        new ImageOrigin
                        {
                            Kind = OriginKind.Listed,
                            Component = ComponentName,
                            Document = Path.GetFileName(image.Archive.TrimEnd('/')),
                        },
                    ]
                )),
            ],
        };
        return new BundleLock
        {
            Format = older?.Format ?? BundleLock.CurrentFormat,
            Generator = request.Generator,
            Name = older?.Name ?? ComponentName,
            Title = older?.Title ?? ComponentTitle,
            Layout = layout,
            Platforms = older?.Platforms ?? request.Platforms?.Names ?? new PlatformChoice([]).Names,
            Components = [.. (older?.Components ?? []).Where(other => other.Name != ComponentName), component],
            Charts = older?.Charts ?? [],
            Images = [.. images.Select(image => image.Locked)],
        };
    }
}

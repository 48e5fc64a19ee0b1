using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Planning;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Writing;
using Wsm.Oci.Content;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Product.Failures;
using Wsm.Product.Wording;

namespace Wsm.Commands.Apply;

/// <summary>
/// Makes of a bundle and a delta that follows it the bundle that a whole download would have made, byte for byte: a download whose line
/// is the delta, and whose older content is the bundle. So it may be interrupted as one.
/// </summary>
/// <param name="progress">Told what happens to each image.</param>
/// <param name="gate">Asked before the lock that comes of it takes the place of the older one.</param>
public sealed class DeltaMerger(IProgress<TransferEvent> progress, LockVerifier? gate = null)
{
    private const int MostLines = 50;

    /// <param name="folder">The bundle before the delta; what is taken of it is judged by the delta's lock, so that it need not be
    /// trusted.</param>
    /// <exception cref="UserError">The two do not fit; nothing has been changed.</exception>
    public async Task<BundleReport> RunAsync(string folder, Bundle delta, int jobs, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            throw LockFile.NotThere(folder);
        }

        using var held = FolderLock.Take(folder);
        var guarded = new GuardedFolder(folder);
        var older = LockFile.Read(guarded, LockFile.Name);
        RequireClosure(folder, older, delta);
        var names = WholeLock.FilesOf(delta, older.Layout);
        var images = delta.Images.Select(image => Plan(image, names?[image.Reference])).ToList();
        var whole = WholeLock.Of(delta.Lock, older.Layout, images.Select(image => image.Locked));
        var signatures = delta.ReadOptional(WholeLock.SignatureName(older.Layout));
        var statement = delta.ReadOptional(LockFile.StatementName);
        gate?.Invoke(
            $"{folder}, as {delta.Place} makes it",
            LockFile.Write(whole),
            LockSignatures.Of(signatures, statement),
            isOlder: false
        );
        var report = await BundleWriter.WriteAsync(
            new BundlePlan
            {
                Folder = folder,
                Lock = whole,
                Images = images,
                Files = delta
                    .Lock.Files()
                    .DistinctBy(file => file.File)
                    .ToDictionary(file => file.File, file => (ReadOnlyMemory<byte>)delta.ReadFile(file.File, file.Digest)),
                Jobs = jobs,
            },
            progress,
            cancellationToken
        );
        if (!report.IsFinished || signatures is null)
        {
            return report;
        }

        foreach (var (name, content) in new[] { (LockFile.SignatureName, signatures), (LockFile.StatementName, statement) })
        {
            if (content is not null)
            {
                AtomicFile.WriteIfChanged(guarded, name, content);
            }
        }

        return report with
        {
            SignatureDropped = false,
        };
    }

    private static PlannedImage Plan(BundleImage image, string? file)
    {
        try
        {
            var contents = ImageContents.Read(image);
            return new PlannedImage(
                WholeLock.Entry(image, contents, file),
                contents,
                [new BlobSource((blob, offset, _) => Task.FromResult(image.OpenBlob(blob, offset, verify: false)))]
            );
        }
        catch (Exception error) when (error is ContentException or ManifestException)
        {
            throw new UserError(
                $"The manifests of {image.Entry.Reference} in the delta cannot be used: {error.Message}",
                "Copy the delta again; it may have been damaged in transit.",
                cause: error
            );
        }
    }

    /// <summary>
    /// By what the locks say. Whether it is true shows while it is read, before anything takes the place of the older bundle.
    /// </summary>
    private static void RequireClosure(string folder, BundleLock older, Bundle delta)
    {
        var absent = older.AbsentDigests();
        var there = older
            .Images.SelectMany(image => image.Contents)
            .Select(content => content.Digest)
            .Where(digest => !absent.Contains(digest))
            .ToHashSet();
        var lacking = (delta.Lock.Delta?.Absent ?? [])
            .Where(blob => !there.Contains(blob.Digest) && !delta.Bases.Contains(blob.Digest))
            .ToList();
        if (lacking.Count == 0)
        {
            return;
        }

        var lines = lacking
            .Take(MostLines)
            .Select(blob =>
                $"{blob.Digest} ({ByteSize.Text(blob.Size)}) of "
                + $"{string.Join(", ", delta.Images.Where(image => image.Entry.Contents.Any(content => content.Digest == blob.Digest)).Select(image => image.Entry.Reference))}; had by {string.Join(", ", delta.Lock.Delta!.DescribePlacesOf(blob))}"
            );
        throw new UserError(
            $"The delta does not fit '{folder}', and nothing was changed: the bundle there lacks {lacking.Count} of the "
                + $"{delta.Lock.Delta!.Absent.Count} blobs that the delta leaves out.",
            "Apply it to the bundle whose inventory it was made from, or name another bundle that has them with --base.",
            FailureKind.Incomplete
        )
        {
            Details = [.. lines, .. lacking.Count > MostLines ? [$"… and {lacking.Count - MostLines} more"] : Array.Empty<string>()],
        };
    }
}

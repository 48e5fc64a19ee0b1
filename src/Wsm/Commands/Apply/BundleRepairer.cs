using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Bundles.Layouts;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Planning;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Writing;
using Wsm.Oci.Content;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Product.Failures;

namespace Wsm.Commands.Apply;

/// <summary>
/// Mends a bundle with what another one holds. A damaged file becomes a partial one, and is then completed as an interrupted
/// download is: what is right in it stays, the rest comes from the other bundle. So a merge can be interrupted too.
/// </summary>
/// <param name="progress">Told what happens to each image.</param>
/// <param name="gate">Asked before the lock of the bundle to mend is believed.</param>
public sealed class BundleRepairer(IProgress<TransferEvent> progress, LockVerifier? gate = null)
{
    /// <param name="folder">The bundle to mend.</param>
    /// <param name="source">A repair bundle, or any bundle with the same images.</param>
    public async Task<BundleReport> RunAsync(string folder, Bundle source, int jobs, CancellationToken cancellationToken)
    {
        using var held = FolderLock.Take(folder);
        using var target = Bundle.Open(folder, gate);
        var offered = source.Images.ToDictionary(image => (image.Entry.Reference, image.Entry.Digest));
        var pairs = target
            .Images.Select(image => (Target: image, Source: offered.GetValueOrDefault((image.Entry.Reference, image.Entry.Digest))))
            .Where(pair => pair.Source is not null)
            .ToList();
        var planned = pairs.Select(pair => Plan(pair.Target.Entry, pair.Source!)).ToList();
        var opened =
            target.Lock.Layout == BundleLayout.Oci
                ? pairs.SelectMany(pair => ReopenBlobs(target, pair.Source!)).ToList()
                : pairs.Select(pair => pair.Target.Entry.File!).Where(file => Reopen(target.Folder, file)).ToList();
        var order = new BundlePlan
        {
            Folder = folder,
            Lock = target.Lock,
            Images =
                target.Lock.Layout == BundleLayout.Oci ? [.. planned, .. Untouched(target, pairs.Select(pair => pair.Target))] : planned,
            Files = FilesFrom(source, target.Lock),
            InPlace = true,
            Jobs = jobs,
        };
        var report = await BundleWriter.WriteAsync(order, progress, cancellationToken);

        // What could not be mended gets its name back: half an archive is better than none.
        foreach (
            var file in opened.Where(file => !target.Folder.Contains(file) && target.Folder.Contains(file + BundleNames.PartialSuffix))
        )
        {
            target.Folder.Rename(file + BundleNames.PartialSuffix, file);
        }

        return report;
    }

    private static PlannedImage Plan(LockedImage locked, BundleImage source)
    {
        try
        {
            return new PlannedImage(
                locked,
                ImageContents.Read(source),
                [new BlobSource((blob, offset, _) => Task.FromResult(source.OpenBlob(blob, offset, verify: false)))]
            );
        }
        catch (Exception error) when (error is ContentException or ManifestException)
        {
            throw new UserError(
                $"The manifests of {locked.Reference} in '{source.Reference}' cannot be used: {error.Message}",
                "Copy the repair bundle again; it may have been damaged in transit.",
                cause: error
            );
        }
    }

    /// <summary>Images of an OCI layout that the source says nothing about: they only have to stay in its index.</summary>
    private static IEnumerable<PlannedImage> Untouched(Bundle target, IEnumerable<BundleImage> touched)
    {
        foreach (var image in target.Images.Except(touched))
        {
            yield return Plan(image.Entry, image);
        }
    }

    private static List<string> ReopenBlobs(Bundle target, BundleImage source) =>
        [
            .. source
                .Entry.Contents.Where(content => !MediaTypes.IsManifest(content.MediaType) && !MediaTypes.IsIndex(content.MediaType))
                .Select(content => LayoutReader.NameOf(BundleNames.Images, content.Digest))
                .Where(file => Reopen(target.Folder, file)),
        ];

    private static bool Reopen(GuardedFolder folder, string file)
    {
        var partial = file + BundleNames.PartialSuffix;
        if (folder.Contains(file) && !folder.Contains(partial))
        {
            folder.Rename(file, partial);
        }

        return folder.Contains(partial);
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> FilesFrom(Bundle source, BundleLock target) =>
        target
            .Files()
            .Where(file => source.LengthOf(file.File) is not null)
            .ToDictionary(file => file.File, file => (ReadOnlyMemory<byte>)source.ReadFile(file.File, file.Digest));
}

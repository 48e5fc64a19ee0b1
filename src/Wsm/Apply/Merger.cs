using Wsm.Bundles;
using Wsm.Bundles.Layouts;
using Wsm.Bundles.Writing;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Apply;

/// <summary>
/// Mends a bundle with what another one holds. A damaged file becomes a partial one, and is then completed as an interrupted
/// download is: what is right in it stays, the rest comes from the other bundle. So a merge can be interrupted too.
/// </summary>
/// <param name="progress">Told what happens to each image.</param>
/// <param name="gate">Asked before the lock of the bundle to mend is believed.</param>
public sealed class Merger(IProgress<TransferEvent> progress, LockGate? gate = null)
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
                : pairs.Select(pair => target.PathOf(pair.Target.Entry.File!)).Where(Reopen).ToList();
        var order = new BundleOrder
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
        foreach (var path in opened.Where(path => !File.Exists(path) && File.Exists(path + BundleNames.PartialSuffix)))
            File.Move(path + BundleNames.PartialSuffix, path);
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
                "Bring the repair bundle again; it may have been damaged on the way.",
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

    private static List<string> ReopenBlobs(Bundle target, BundleImage source)
    {
        var folder = target.PathOf(BundleNames.Images);
        return
        [
            .. source
                .Entry.Contents.Where(content => !MediaTypes.IsManifest(content.MediaType) && !MediaTypes.IsIndex(content.MediaType))
                .Select(content => LayoutReader.PathOf(folder, Digest.Parse(content.Digest)))
                .Where(Reopen),
        ];
    }

    private static bool Reopen(string path)
    {
        if (File.Exists(path) && !File.Exists(path + BundleNames.PartialSuffix))
            File.Move(path, path + BundleNames.PartialSuffix);
        return File.Exists(path + BundleNames.PartialSuffix);
    }

    private static Dictionary<string, ReadOnlyMemory<byte>> FilesFrom(Bundle source, BundleLock target)
    {
        return target
            .Files()
            .Where(file => source.LengthOf(file.File) is not null)
            .ToDictionary(file => file.File, file => (ReadOnlyMemory<byte>)source.ReadFile(file.File, file.Digest));
    }
}

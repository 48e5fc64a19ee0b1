using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Planning;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Volumes;
using Wsm.Bundles.Writing;
using Wsm.Oci.Content;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Commands.Unpack;

/// <summary>
/// Makes a folder of a packed bundle, as a download would have made it: blobs go straight to their places, and an interruption costs
/// nothing. Volumes that are not at hand yet may follow in later calls.
/// </summary>
public sealed class Unpacker(IProgress<TransferEvent> progress)
{
    public async Task<BundleReport> RunAsync(Bundle packed, string folder, int jobs, CancellationToken cancellationToken)
    {
        using var held = FolderLock.Take(folder);
        var guarded = new GuardedFolder(folder);
        var carry = packed.Files is VolumeFiles volumes ? volumes.Carry = new VolumeCarry(volumes, guarded) : null;
        var (files, missing) = Split(packed, guarded);
        var report = await BundleWriter.WriteAsync(
            new BundlePlan
            {
                Folder = folder,
                Lock = packed.Lock,
                LockBytes = packed.LockBytes,
                Images = [.. packed.Images.Select(Plan)],
                Files = files,
                Unplanned = missing,
                InSourceOrder = true,
                Jobs = jobs,
            },
            progress,
            cancellationToken
        );
        if (report.IsFinished)
        {
            WriteBesideLock(packed, guarded);
        }

        if (report.IsFinished)
        {
            carry?.Remove();
        }
        else
        {
            carry?.Save();
        }

        return report;
    }

    private static PlannedImage Plan(BundleImage image)
    {
        try
        {
            // A bundle that mends or updates another one does not hold every blob that its manifests name.
            var held = image.Entry.Contents.Where(content => !image.IsAbsent(content.Digest)).Select(content => content.Digest).ToHashSet();
            return new PlannedImage(
                image.Entry,
                ImageContents.Read(image).With(held),
                [new BlobSource((blob, offset, _) => Task.FromResult(image.OpenBlob(blob, offset, verify: false)))]
            );
        }
        catch (Exception error) when (error is ContentException or ManifestException)
        {
            throw new UserError(
                $"The manifests of {image.Entry.Reference} cannot be used: {error.Message}",
                "'wsm verify' lists everything that is damaged.",
                cause: error
            );
        }
    }

    /// <summary>Charts and channel answers that are at hand, and those that are on a volume to come and not in the folder either.</summary>
    private static (Dictionary<string, ReadOnlyMemory<byte>> Files, List<FailedItem> Missing) Split(Bundle packed, GuardedFolder folder)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>();
        var missing = new List<FailedItem>();
        foreach (var file in packed.Lock.Files())
        {
            if (packed.LengthOf(file.File) is not null)
            {
                files[file.File] = packed.ReadFile(file.File, file.Digest);
            }
            else if (
                folder.LengthOf(file.File) != file.Size
                || folder.ReadAll(file.File, file.Size) is not { } found
                || Digest.Of(found) != file.Digest
            )
            {
                missing.Add(new FailedItem(file.File, "it is on a volume that is missing"));
            }
        }

        return (files, missing);
    }

    private static void WriteBesideLock(Bundle packed, GuardedFolder folder)
    {
        foreach (var name in BundleNames.BesideLock)
        {
            if (packed.ReadOptional(name) is { } content)
            {
                AtomicFile.WriteIfChanged(folder, name, content);
            }
        }
    }
}

using Wsm.Bundles.Files;
using Wsm.Bundles.Layouts;
using Wsm.Bundles.Locks;
using Wsm.Oci.Files;
using Wsm.Product.Failures;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Commands.Doctor;

/// <summary>Whether the bundle's folder can be written to, and whether what is still missing fits.</summary>
internal static class DiskCheck
{
    private const string Subject = "disk";

    public static DoctorFinding Look(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing) ?? Path.GetPathRoot(folder)!;
        }

        try
        {
            using (File.Create(Path.Combine(existing, $".wsm.{Guid.NewGuid():N}"), 1, FileOptions.DeleteOnClose))
            {
                var free = new DriveInfo(existing).AvailableFreeSpace;
                return Judge(folder, existing, free);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new DoctorFinding(
                Subject,
                Severity.Blocking,
                $"{existing} cannot be written to: {error.Message}",
                "Choose another folder with --bundle, or change its owner or mode."
            );
        }
    }

    private static DoctorFinding Judge(string folder, string existing, long free)
    {
        var guarded = new GuardedFolder(folder);
        if (!LockFile.IsUnfinished(guarded))
        {
            return new DoctorFinding(
                Subject,
                Severity.Good,
                $"{ByteSize.Text(free)} free in {existing}; 'wsm list --sizes' shows how much is needed"
            );
        }

        try
        {
            var missing = Missing(guarded, LockFile.Read(guarded, LockFile.PartialName));
            return free >= missing
                ? DoctorFinding.Good(Subject, $"{ByteSize.Text(free)} free in {existing}, {ByteSize.Text(missing)} still to come")
                : new DoctorFinding(
                    Subject,
                    Severity.Blocking,
                    $"{ByteSize.Text(free)} free in {existing}, but {ByteSize.Text(missing)} still to come",
                    $"Free {ByteSize.Text(missing - free)} more, or move the bundle to a larger disk and go on there."
                );
        }
        catch (UserError unreadable)
        {
            return new DoctorFinding(Subject, Severity.Warning, unreadable.Message, Failure.HintFor(unreadable));
        }
        catch (UnsafeFileException unsafeFile)
        {
            return new DoctorFinding(Subject, Severity.Blocking, unsafeFile.Message);
        }
    }

    /// <summary>Bytes that are still to take up disk.</summary>
    private static long Missing(GuardedFolder folder, BundleLock wanted)
    {
        var files =
            wanted.Layout == BundleLayout.Oci
                ? wanted
                    .Images.SelectMany(image => image.Contents)
                    .DistinctBy(content => content.Digest)
                    .Select(content => (Name: LayoutReader.NameOf(BundleNames.Images, content.Digest), content.Size))
                : wanted
                    .Images.Where(image => image.File is not null)
                    .Select(image => (Name: BundleNames.Plain(image.File!), Size: image.Size ?? 0));
        return files
            .Where(file => !folder.Contains(file.Name))
            .Sum(file => Math.Max(0, file.Size - Posix.AllocatedBytes(folder.PathOf(file.Name + BundleNames.PartialSuffix))));
    }
}

using Wsm.Bundles;
using Wsm.Bundles.Layouts;
using Wsm.Bundles.Writing;
using Wsm.Oci.References;
using Wsm.Terminal;

namespace Wsm.Doctor;

/// <summary>Whether the bundle's folder can be written to, and whether what is still missing fits.</summary>
internal static class DiskCheck
{
    private const string Subject = "disk";

    public static Finding Look(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing))
            existing = Path.GetDirectoryName(existing) ?? Path.GetPathRoot(folder)!;
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
            return new Finding(
                Subject,
                Severity.Blocking,
                $"{existing} cannot be written to: {error.Message}",
                "Choose another folder with --bundle, or change its owner or mode."
            );
        }
    }

    private static Finding Judge(string folder, string existing, long free)
    {
        var partial = Path.Combine(folder, LockFile.PartialName);
        if (!File.Exists(partial))
            return new Finding(
                Subject,
                Severity.Good,
                $"{ByteSize.Text(free)} free in {existing}; 'wsm list --sizes' tells how much is needed"
            );
        try
        {
            var missing = Missing(folder, LockFile.Read(partial));
            return free >= missing
                ? Finding.Good(Subject, $"{ByteSize.Text(free)} free in {existing}, {ByteSize.Text(missing)} still to come")
                : new Finding(
                    Subject,
                    Severity.Blocking,
                    $"{ByteSize.Text(free)} free in {existing}, but {ByteSize.Text(missing)} still to come",
                    $"Free {ByteSize.Text(missing - free)} more, or move the bundle to a larger disk and go on there."
                );
        }
        catch (UserError unreadable)
        {
            return new Finding(Subject, Severity.Warning, unreadable.Message, unreadable.Hint);
        }
    }

    /// <summary>Bytes that are still to take up disk.</summary>
    private static long Missing(string folder, BundleLock wanted)
    {
        var images = Path.Combine(folder, BundleNames.Images);
        var files =
            wanted.Layout == BundleLayout.Oci
                ? wanted
                    .Images.SelectMany(image => image.Contents)
                    .DistinctBy(content => content.Digest)
                    .Select(content => (Path: LayoutReader.PathOf(images, Digest.Parse(content.Digest)), content.Size))
                : wanted
                    .Images.Where(image => image.File is not null)
                    .Select(image => (Path: BundleNames.PathIn(folder, image.File!), Size: image.Size ?? 0));
        return files
            .Where(file => !File.Exists(file.Path))
            .Sum(file => Math.Max(0, file.Size - Posix.AllocatedBytes(file.Path + BundleNames.PartialSuffix)));
    }
}

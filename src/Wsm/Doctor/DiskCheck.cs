using Wsm.Bundles;
using Wsm.Terminal;

namespace Wsm.Doctor;

/// <summary>Whether the bundle's folder can be written to, and whether what is still missing fits.</summary>
internal static class DiskCheck
{
    private const string Subject = "disk";

    public static Finding Look(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing)) existing = Path.GetDirectoryName(existing) ?? Path.GetPathRoot(folder)!;
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
            return new Finding(Subject, Severity.Blocking, $"{existing} cannot be written to: {error.Message}", "Choose another folder with --bundle, or change its owner or mode.");
        }
    }

    private static Finding Judge(string folder, string existing, long free)
    {
        var partial = Path.Combine(folder, LockFile.PartialName);
        if (!File.Exists(partial)) return new Finding(Subject, Severity.Good, $"{ByteSize.Text(free)} free in {existing}; 'wsm list --sizes' tells how much is needed");
        try
        {
            var missing = LockFile.Read(partial).Images.Where(image => image.File is { } file && !File.Exists(BundleNames.PathIn(folder, file))).Sum(image => Math.Max(0, (image.Size ?? 0) - Begun(folder, image)));
            return free >= missing
                ? Finding.Good(Subject, $"{ByteSize.Text(free)} free in {existing}, {ByteSize.Text(missing)} still to come")
                : new Finding(Subject, Severity.Blocking, $"{ByteSize.Text(free)} free in {existing}, but {ByteSize.Text(missing)} still to come", $"Free {ByteSize.Text(missing - free)} more, or move the bundle to a larger disk and go on there.");
        }
        catch (UserError unreadable)
        {
            return new Finding(Subject, Severity.Warning, unreadable.Message, unreadable.Hint);
        }
    }

    /// <summary>Bytes that an unfinished archive has already been given on disk, at most.</summary>
    private static long Begun(string folder, LockedImage image) =>
        new FileInfo(BundleNames.PathIn(folder, image.File!) + BundleNames.PartialSuffix) is { Exists: true } begun ? begun.Length : 0;
}

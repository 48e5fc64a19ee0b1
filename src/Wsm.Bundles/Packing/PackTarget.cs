using Microsoft.Win32.SafeHandles;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Volumes;
using Wsm.Oci.Files;
using Wsm.Product.Failures;
using Wsm.Product.Wording;

namespace Wsm.Bundles.Packing;

/// <summary>The files that a set of volumes becomes, and what lies under their names.</summary>
internal sealed class PackTarget(PackOrder order, VolumeLayout layout)
{
    private const long LargestOnFat = uint.MaxValue;
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(order.Path))!;
    private readonly GuardedFolder _guarded = GuardedFolder.Around(order.Path);

    public string PathOf(int volume) => order.PathOf(volume, layout.Count);

    public string PartialOf(int volume) => PathOf(volume) + BundleNames.PartialSuffix;

    private string NameOfPartial(int volume) => NameOf(volume) + BundleNames.PartialSuffix;

    public string NameOf(int volume) => Path.GetFileName(PathOf(volume));

    /// <summary>Whether a file has the name, the length and the header of a volume.</summary>
    public bool IsVolume(int volume)
    {
        using var file = Open(volume);
        var start = new byte[VolumeHeader.End];
        return file is not null
            && RandomAccess.GetLength(file) == layout.Index.Volumes[volume - 1]
            && RandomAccess.Read(file, start, 0) == start.Length
            && start.AsSpan().SequenceEqual(layout.HeaderOf(volume).Write());
    }

    /// <summary>A finished volume; null when it is not there.</summary>
    public SafeFileHandle? Open(int volume) => _guarded.Open(NameOf(volume));

    public void DropPartial(int volume) => _guarded.Delete(NameOfPartial(volume));

    /// <summary>Opens a volume that is being written, with disk space reserved; its length is what has been written.</summary>
    public SafeFileHandle OpenPartial(int volume)
    {
        try
        {
            var file = _guarded.OpenExclusively(NameOfPartial(volume));
            Posix.Reserve(file, layout.Index.Volumes[volume - 1], keepLength: true);
            return file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(error);
        }
    }

    public static void Finish(SafeFileHandle file, byte[] tail, long at)
    {
        try
        {
            RandomAccess.Write(file, tail, at);
            RandomAccess.SetLength(file, at + tail.Length);
        }
        catch (IOException error)
        {
            throw new StorageException(error);
        }
    }

    /// <summary>Brings a volume to disk and closes it, while the next one is being written.</summary>
    public static Task FlushAsync(SafeFileHandle file) =>
        Task.Run(() =>
        {
            try
            {
                using (file)
                {
                    RandomAccess.FlushToDisk(file);
                }
            }
            catch (IOException error)
            {
                throw new StorageException(error);
            }
        });

    public void Publish(int volume)
    {
        try
        {
            AtomicFile.Publish(_guarded, NameOfPartial(volume), NameOf(volume));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(error);
        }
    }

    /// <exception cref="UserError">Something is in the way, or there is not enough room.</exception>
    public void Prepare()
    {
        try
        {
            Directory.CreateDirectory(_folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The folder '{_folder}' cannot be created: {error.Message}", "Choose another.", cause: error);
        }

        var paths = Enumerable.Range(1, layout.Count).Select(PathOf).ToList();
        if (paths.Find(path => Directory.Exists(path) || VolumeFile.StateOf(path) == VolumeState.Other) is { } other)
        {
            throw new UserError($"'{other}' is in the way and is not a volume of wsm", "Move it elsewhere, or choose another name.");
        }

        var drive = new DriveInfo(_folder);
        var largest = layout.Index.Volumes.Max();
        if (largest > LargestOnFat && drive.DriveFormat is "vfat" or "msdos" or "FAT32")
        {
            throw UserError.Usage(
                $"'{_folder}' is a FAT32 medium, which holds no file over 4 GiB, and the packed bundle has {ByteSize.Text(largest)}.",
                RemedyKind.SplitForFat32
            );
        }

        var needed = Enumerable
            .Range(1, layout.Count)
            .Where(volume => !IsVolume(volume))
            .Sum(volume => Math.Max(0, layout.Index.Volumes[volume - 1] - Posix.AllocatedBytes(PartialOf(volume))));
        if (needed > drive.AvailableFreeSpace)
        {
            throw new UserError(
                $"The disk of '{_folder}' has {ByteSize.Text(drive.AvailableFreeSpace)} free and the volumes need {ByteSize.Text(needed)} "
                    + $"more: {ByteSize.Text(needed - drive.AvailableFreeSpace)} are missing",
                "Free space, or choose a folder on another disk. Nothing that was written is lost."
            );
        }
    }

    /// <summary>Removes volumes of an earlier set with more of them, which would be taken for a part of this one.</summary>
    /// <returns>Their names.</returns>
    public IReadOnlyList<string> RemoveLeftovers()
    {
        if (order.VolumeSize is null)
        {
            return [];
        }

        var ours = Enumerable.Range(1, layout.Count).Select(PathOf).ToHashSet();
        var (stem, ending) = (Path.GetFileNameWithoutExtension(order.Path) + ".", Path.GetExtension(order.Path));
        var leftovers = Directory
            .EnumerateFiles(_folder, stem + "*" + ending)
            .Where(path => !ours.Contains(path) && Path.GetFileName(path)[stem.Length..^ending.Length].All(char.IsAsciiDigit))
            .Where(path => _guarded.Look(Path.GetFileName(path)).Kind == EntryKind.File && VolumeFile.StateOf(path) == VolumeState.Sound)
            .ToList();
        foreach (var path in leftovers)
        {
            _guarded.Delete(Path.GetFileName(path));
        }

        return [.. leftovers.Select(path => Path.GetFileName(path)!)];
    }
}

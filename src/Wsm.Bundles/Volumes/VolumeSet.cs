using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Wsm.Bundles.Locks;
using Wsm.Oci.Content;
using Wsm.Oci.Files;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Volumes;

/// <summary>The volumes of one bundle that are at hand, and the index that they share. Thread-safe.</summary>
public sealed class VolumeSet : IDisposable
{
    private readonly VolumeFile?[] _files;
    private readonly IReadOnlyList<VolumeFile> _others;
    private readonly ConcurrentDictionary<int, Lazy<SafeFileHandle>> _open = [];
    private VolumeLayout? _layout;

    private VolumeSet(string place, VolumeFile?[] files, IReadOnlyList<VolumeFile> others)
    {
        Place = place;
        _files = files;
        _others = others;
        Index = null!;
    }

    public string Place { get; }

    public VolumeIndex Index { get; private set; }

    public int Count => _files.Length;

    /// <summary>Every byte of the volumes that is not an entry's.</summary>
    /// <exception cref="UserError">What they share is damaged in all of them, or contradicts itself.</exception>
    public VolumeLayout Layout =>
        _layout ??= new VolumeLayout(Index, [.. Index.Head.Select(file => (ReadOnlyMemory<byte>)ReadHead(file))], ReadIndex(out _));

    /// <param name="others">What lies beside them and is not of this set, for messages.</param>
    /// <exception cref="UserError">The index is damaged in every volume.</exception>
    public static VolumeSet Of(string place, IEnumerable<VolumeFile> volumes, IReadOnlyList<VolumeFile> others)
    {
        var found = volumes.ToList();
        var files = new VolumeFile?[found[0].Header!.Volumes];
        foreach (var file in found.OrderByDescending(file => file.IsWhole))
        {
            if (file.Header!.Volumes == files.Length)
            {
                files[file.Header.Volume - 1] ??= file;
            }
        }

        var set = new VolumeSet(place, files, others);
        try
        {
            _ = set.ReadIndex(out var index);
            set.Index = index;
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    /// <summary>What people call the bundle that the volumes belong to.</summary>
    public static string TitleOf(IEnumerable<VolumeFile> volumes)
    {
        try
        {
            using var set = Of("", volumes, []);
            return set.Index.Title;
        }
        catch (Exception error) when (error is UserError or IOException)
        {
            return "a bundle whose index is damaged";
        }
    }

    /// <summary>Null when it is not here.</summary>
    public VolumeFile? FileOf(int volume) => _files[volume - 1];

    /// <exception cref="UserError">A volume is missing or cut off.</exception>
    public void RequireAll()
    {
        if (Array.Find(_files, file => file is { IsWhole: false }) is { } wrong)
        {
            throw new UserError(
                $"Volume {wrong.Header!.Volume} of {Count}, '{wrong.Path}', is {wrong.Length} bytes long instead of {wrong.Header.Size}",
                "Copy this volume again from where it was packed."
            );
        }

        var missing = Enumerable.Range(1, Count).Where(volume => FileOf(volume) is null).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        throw new UserError(
            $"{NamesOf(missing)} of {Count} of {Index.Title} {(missing.Count == 1 ? "is" : "are")} missing beside "
                + $"'{_files.First(file => file is not null)!.Path}'",
            $"Insert {(missing.Count == 1 ? "it" : "them")}, or copy all volumes into one folder."
        )
        {
            Details = [.. _others.Select(Strangeness)],
        };
    }

    /// <exception cref="ContentException">The volume is not here.</exception>
    public SafeFileHandle HandleOf(int volume)
    {
        var file = FileOf(volume)
            ?? throw new ContentException($"volume {volume} of {Count} of {Index.Title} is not here: insert it") { IsNotFound = true };
        return _open.GetOrAdd(volume, _ => new Lazy<SafeFileHandle>(() => RegularFile.Open(file.Path))).Value;
    }

    /// <summary>A file that every volume has, from the first in which it is right.</summary>
    public byte[] ReadHead(IndexedFile file) =>
        ReadCommon(file)
        ?? throw new UserError(
            $"{file.Name} is damaged in every volume of '{Place}' that is here",
            "Copy the volume again from where it was packed."
        );

    public void Dispose()
    {
        foreach (var file in _open.Values.Where(file => file.IsValueCreated))
        {
            file.Value.Dispose();
        }
    }

    private byte[] ReadIndex(out VolumeIndex index)
    {
        var place = _files.First(file => file is not null)!.Header!.Index;
        var bytes = ReadCommon(place)
            ?? throw new UserError(
                $"The index is damaged in every volume of '{Place}' that is here",
                "Copy the volume again from where it was packed."
            );
        try
        {
            index = JsonSerializer.Deserialize(bytes, VolumeJson.Default.VolumeIndex) ?? throw new JsonException("it is empty");
            IndexCheck.Require(index, Count);
            return bytes;
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new UserError(
                $"The index of the volumes of '{Place}' is not one that wsm writes: {error.Message}",
                "They were tampered with, or packed by something else; do not use them.",
                FailureKind.Usage,
                error
            );
        }
    }

    private byte[]? ReadCommon(IndexedFile file)
    {
        foreach (var volume in Enumerable.Range(1, Count).Where(volume => FileOf(volume) is not null))
        {
            if (file.Size > LockFile.LargestFile || file.Size > FileOf(volume)!.Length)
            {
                continue;
            }

            var bytes = new byte[file.Size];
            if (VolumeFile.ReadFully(HandleOf(volume), bytes, file.At) == bytes.Length && Digest.Of(bytes) == file.Digest)
            {
                return bytes;
            }
        }

        return null;
    }

    private string Strangeness(VolumeFile file) =>
        file.State switch
        {
            VolumeState.Damaged => $"{file.Name} may be one of them: its header is damaged",
            VolumeState.Newer => $"{file.Name} is of a format that this wsm does not know",
            _ when file.Header!.Bundle == Index.Bundle =>
                $"{file.Name} is volume {file.Header.Volume} of {file.Header.Volumes} of the same bundle packed in another way",
            _ => $"{file.Name} is volume {file.Header!.Volume} of {file.Header.Volumes} of another bundle, {TitleOf([file])}",
        };

    private static string NamesOf(List<int> volumes) =>
        volumes.Count switch
        {
            1 => $"Volume {volumes[0]}",
            <= 10 => $"Volumes {string.Join(", ", volumes.SkipLast(1))} and {volumes[^1]}",
            _ => $"Volumes {string.Join(", ", volumes.Take(9))} and {volumes.Count - 9} more",
        };
}

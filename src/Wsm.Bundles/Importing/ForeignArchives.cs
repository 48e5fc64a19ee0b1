using Wsm.Oci.Content;
using Wsm.Oci.Files;

namespace Wsm.Bundles.Importing;

/// <summary>Opens what others have made: a tar as it is or compressed, a .zip, a folder, and archives inside of those.</summary>
internal sealed class ForeignArchives(ScratchFolder scratch)
{
    /// <summary>A vendor's .zip with a .tar.gz in it is two deep.</summary>
    private const int Deepest = 3;

    private static readonly string[] Endings =
    [
        ".tar",
        ".tgz",
        ".tbz",
        ".tbz2",
        ".txz",
        ".tzst",
        ".tar.gz",
        ".tar.bz2",
        ".tar.xz",
        ".tar.zst",
        ".zip",
    ];

    /// <summary>Each archive of images in a file or folder.</summary>
    /// <exception cref="ContentException">There is none, or something is damaged, cut off or hostile.</exception>
    public IReadOnlyList<ForeignArchive> Open(string path, string label, CancellationToken cancellationToken) =>
        Directory.Exists(path)
            ? ImagesIn(FolderEntries.Read(path, label), 0, cancellationToken)
            : OpenFile(path, label, 0, cancellationToken);

    private IReadOnlyList<ForeignArchive> OpenFile(string path, string label, int depth, CancellationToken cancellationToken)
    {
        var codec = CodecOf(path);
        if (codec == Codec.Zip)
        {
            return ImagesIn(ZipEntries.Read(path, label, scratch, cancellationToken), depth, cancellationToken);
        }

        var plain = codec == Codec.None ? path : Unpack(codec, path, label, cancellationToken);
        var file = scratch.Keep(File.OpenHandle(plain, options: FileOptions.RandomAccess));
        return ImagesIn(TarEntries.Read(file, label), depth, cancellationToken);
    }

    private static Codec CodecOf(string path)
    {
        Span<byte> head = stackalloc byte[Decompressor.HeadLength];
        using var file = RegularFile.Open(path);
        return Decompressor.CodecOf(head[..RandomAccess.Read(file, head, 0)]);
    }

    private string Unpack(Codec codec, string path, string label, CancellationToken cancellationToken)
    {
        var (plain, target) = scratch.Create();
        using (target)
        using (var packed = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16))
        {
            Decompressor.Unpack(codec, packed, target, label, bytes => scratch.Require(bytes, label), cancellationToken);
        }

        return plain;
    }

    private IReadOnlyList<ForeignArchive> ImagesIn(ForeignArchive archive, int depth, CancellationToken cancellationToken)
    {
        if (Root(archive) is { } root)
        {
            return [archive.Below(root)];
        }

        var inside = archive
            .Entries.Where(entry => Endings.Any(ending => entry.Key.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .ToList();
        if (inside.Count == 0 || depth == Deepest)
        {
            throw new ContentException(
                $"'{archive.Label}' holds no images: neither an OCI layout (index.json) nor what docker saves (manifest.json)"
            );
        }

        return
        [
            .. inside.SelectMany(entry =>
                OpenFile(
                    CopyOut(entry.Value, archive.Label, cancellationToken),
                    $"{archive.Label}/{entry.Key}",
                    depth + 1,
                    cancellationToken
                )
            ),
        ];
    }

    /// <summary>
    /// The folder in which the images lie, with a slash at its end: the archive itself, or the one folder that all is in.
    /// </summary>
    private static string? Root(ForeignArchive archive)
    {
        if (IsRoot(archive, ""))
        {
            return "";
        }

        var folders = archive.Entries.Keys.Select(name => name[..(name.IndexOf('/') + 1)]).Distinct().Take(2).ToList();
        return folders is [{ Length: > 0 } only] && IsRoot(archive, only) ? only : null;
    }

    private static bool IsRoot(ForeignArchive archive, string folder) =>
        archive.Entries.ContainsKey(folder + DockerImages.ManifestName) || archive.Entries.ContainsKey(folder + LayoutImages.IndexName);

    private string CopyOut(ForeignEntry entry, string label, CancellationToken cancellationToken)
    {
        var (path, file) = scratch.Create();
        using (file)
        using (var content = entry.OpenAt(0))
        {
            var buffer = new byte[256 * 1024];
            while (content.Read(buffer, 0, buffer.Length) is > 0 and var read)
            {
                cancellationToken.ThrowIfCancellationRequested();
                scratch.Require(read, label);
                file.Write(buffer, 0, read);
            }
        }

        return path;
    }
}

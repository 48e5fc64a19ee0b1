using System.Buffers;
using Wsm.Oci.Content;
using Wsm.Product.Finding.Inside;

namespace Wsm.Bundles.Inside;

/// <summary>Looks through one layer: as a stream, so that memory holds one file at a time and the disk nothing.</summary>
/// <param name="large">Held while a large file is in memory: of all layers that are read at once, one has one.</param>
internal sealed class LayerScan(SemaphoreSlim large)
{
    private const int LargeFile = 32 << 20;
    private const int MostEntries = 1_000_000;
    private const int HeadLength = 4096;

    /// <summary>Bytes. A pool rounds up and keeps what it was given back, for each thread: of large arrays hundreds of megabytes.</summary>
    private const int LargestPooled = 1 << 20;

    /// <param name="open">The blob, which is read to its end, whatever it holds, so that a digest that is checked on the way is.</param>
    public LayerFindings Read(Func<Stream> open, CancellationToken cancellationToken)
    {
        var files = new FileImages();
        var builder = new LayerFindings.Builder();
        try
        {
            using var packed = new PackedLayer(open());
            using var plain = new PlainLayer(packed);
            Walk(new LayerTar(plain), files, builder, cancellationToken);
            packed.Drain(cancellationToken);
            return builder.Build(files, null);
        }
        catch (Exception damage) when (damage is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            // Whoever starts the image meets the damage as well; the rest is still worth looking at.
            return builder.Build(files, damage is EndOfStreamException ? "it is cut off" : damage.Message);
        }
    }

    private void Walk(LayerTar tar, FileImages files, LayerFindings.Builder builder, CancellationToken cancellationToken)
    {
        while (tar.Next() is { } file)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (builder.Count == MostEntries)
            {
                throw new ContentException($"it holds more than {MostEntries} files, and was not read further");
            }

            if (builder.Add(file.Path) && files.WantedOf(file.Path, file.IsExecutable, file.Size) is > 0 and var length)
            {
                Look(tar, file, length, files, cancellationToken);
            }
        }
    }

    private void Look(LayerTar tar, LayerFile file, int length, FileImages files, CancellationToken cancellationToken)
    {
        var isLarge = length > LargeFile;
        if (isLarge)
        {
            large.Wait(cancellationToken);
        }

        var head = Math.Min(length, HeadLength);
        var pooled = ArrayPool<byte>.Shared.Rent(length <= LargestPooled ? length : head);
        try
        {
            var content = pooled;
            tar.Read(content.AsSpan(0, head));
            if (!FileImages.IsWorthReading(file.Path, file.IsExecutable, file.Size, content.AsSpan(0, head)))
            {
                return;
            }

            if (length > LargestPooled)
            {
                content = GC.AllocateUninitializedArray<byte>(length);
                pooled.AsSpan(0, head).CopyTo(content);
            }

            tar.Read(content.AsSpan(head, length - head));
            files.Look(file.Path, file.IsExecutable, content, length);
        }
        catch (OutOfMemoryException)
        {
            // The program allows itself only so much; what goes on beside needs its part of it. The file counts as not looked at.
            files.PassOver();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(pooled);
            if (isLarge)
            {
                large.Release();
            }
        }
    }
}

using Microsoft.Win32.SafeHandles;
using Wsm.Bundles.Files;
using Wsm.Oci.Content;

namespace Wsm.Bundles.Importing;

/// <summary>A part of a file as a stream of its own.</summary>
internal sealed class FileRange(SafeFileHandle file, long start, long length, long offset) : PlacedStream(length, offset)
{
    protected override int ReadAt(long position, Memory<byte> buffer)
    {
        var read = RandomAccess.Read(file, buffer.Span[..(int)Math.Min(Length - position, buffer.Length)], start + position);
        return read > 0 ? read : throw new ContentException("the archive is cut off, or was changed while it was read");
    }
}

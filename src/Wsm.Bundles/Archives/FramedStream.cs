using Wsm.Bundles.Files;

namespace Wsm.Bundles.Archives;

/// <summary>One blob of an archive.</summary>
/// <param name="owned">The file, where nobody else closes it.</param>
internal sealed class FramedStream(FramedBlob blob, string name, long offset, IDisposable? owned = null)
    : PlacedStream(blob.Size, offset, owned)
{
    protected override int ReadAt(long position, Memory<byte> buffer)
    {
        // A read that ends with a block lets the next one begin with a header, in the same system call.
        var end = position + buffer.Length;
        if (end < blob.Size && end - end % GzipMember.BlockCapacity is var whole && whole > position)
        {
            buffer = buffer[..(int)(whole - position)];
        }

        var read = blob.Read(position, buffer);
        return read > 0 ? read : throw new BundleDamageException($"{name} is damaged at byte {position}");
    }
}

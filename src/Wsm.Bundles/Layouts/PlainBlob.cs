using System.IO.Hashing;
using Microsoft.Win32.SafeHandles;
using Wsm.Bundles.Planning;

namespace Wsm.Bundles.Layouts;

/// <summary>A blob that is a file of its own and grows from its start; made when first written to.</summary>
internal sealed class PlainBlob(Func<SafeFileHandle> open, Func<long?> lengthOf, long size) : IBlobPlace
{
    private readonly Lazy<SafeFileHandle> _file = new(open);

    public bool HasChecksum => false;

    public long WrittenExtent() => lengthOf() is { } length && length <= size ? length : 0;

    public int Read(long offset, Memory<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length)
        {
            var read = RandomAccess.Read(_file.Value, buffer.Span[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public void Write(long offset, ReadOnlyMemory<byte> content) => RandomAccess.Write(_file.Value, content.Span, offset);

    public bool IsFinished(Crc32 crc) => lengthOf() == size;

    public void Finish(Crc32 crc) => RandomAccess.SetLength(_file.Value, size);

    public void Reset() => RandomAccess.SetLength(_file.Value, 0);
}

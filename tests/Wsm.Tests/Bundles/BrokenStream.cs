using Wsm.Oci.Content;

namespace Wsm.Tests.Bundles;

/// <summary>A line that breaks after so many bytes.</summary>
internal sealed class BrokenStream(Stream inner, long limit) : MemoryStream
{
    private long _passed;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_passed == limit)
        {
            throw new ContentException("the line was cut");
        }

        var read = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, limit - _passed)], cancellationToken);
        _passed += read;
        return read;
    }
}

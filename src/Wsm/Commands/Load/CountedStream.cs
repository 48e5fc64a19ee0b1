using Wsm.Oci.Content;

namespace Wsm.Commands.Load;

/// <summary>Tells how many bytes are read of an archive.</summary>
internal sealed class CountedStream(Stream inner, Action<long> advance) : ReadOnlyStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken);
        advance(read);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}

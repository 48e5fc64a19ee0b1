using Wsm.Oci.Models;

namespace Wsm.Oci.Content;

/// <summary>
/// Passes a blob through and holds it to its size and digest. The last bytes are handed out only when the whole blob has been found right.
/// </summary>
public sealed class VerifyingStream : ReadOnlyStream
{
    private readonly Stream _inner;
    private readonly Descriptor _blob;
    private readonly Func<string, IntegrityException> _refuse;
    private readonly BlobHasher _hasher;
    private long _position;

    /// <param name="inner">The blob from its beginning; disposed with this.</param>
    /// <param name="blob">What it must be.</param>
    /// <param name="refuse">Makes the exception from what is wrong, "it ends early"; null for one that names the blob.</param>
    public VerifyingStream(Stream inner, Descriptor blob, Func<string, IntegrityException>? refuse = null)
    {
        _inner = inner;
        _blob = blob;
        _refuse = refuse ?? (problem => new IntegrityException($"blob {blob.Digest} is damaged: {problem}"));
        _hasher = new BlobHasher(blob.Digest.Algorithm);
        if (blob.Size == 0)
        {
            CheckDigest();
        }
    }

    public override long Length => _blob.Size;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <exception cref="IntegrityException">The content is not what it must be.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await _inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Check(buffer.Span[..read], buffer.IsEmpty);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = _inner.Read(buffer, offset, count);
        Check(buffer.AsSpan(offset, read), count == 0);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _hasher.Dispose();
        }

        base.Dispose(disposing);
    }

    public override async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private void Check(ReadOnlySpan<byte> read, bool nothingAsked)
    {
        if (read.IsEmpty)
        {
            if (!nothingAsked && _position < _blob.Size)
            {
                throw _refuse($"it ends after {_position} of {_blob.Size} bytes");
            }

            return;
        }

        _position += read.Length;
        if (_position > _blob.Size)
        {
            throw _refuse($"it is longer than its {_blob.Size} bytes");
        }

        _hasher.Append(read);
        if (_position == _blob.Size)
        {
            CheckDigest();
        }
    }

    private void CheckDigest()
    {
        if (!_hasher.Is(_blob.Digest))
        {
            throw _refuse($"its content has the digest {_hasher.Current()}");
        }
    }
}

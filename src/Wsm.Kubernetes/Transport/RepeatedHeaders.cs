using System.Security.Cryptography;
using System.Text;

namespace Wsm.Kubernetes.Transport;

/// <summary>
/// Headers with several values, each in a line of its own. .NET joins them with commas, and a server would take <c>a, b</c> for the name of
/// one group. So they are joined with a mark that nobody else can know, and where requests are written the mark becomes a new line.
/// </summary>
internal sealed class RepeatedHeaders
{
    private const int Random = 32;

    private readonly string _mark = RandomNumberGenerator.GetHexString(Random);
    private readonly Lock _adding = new();
    private readonly List<string> _names = [];

    /// <summary>The header, to be sent through a stream that was wrapped.</summary>
    public KeyValuePair<string, string> Join(string name, IReadOnlyList<string> values)
    {
        int index;
        lock (_adding)
        {
            index = _names.IndexOf(name);
            if (index < 0)
            {
                index = _names.Count;
                _names.Add(name);
            }
        }

        return new(name, string.Join($"{_mark}{index:x4}", values));
    }

    /// <summary>A stream that requests are written to, the head of each in one piece, as .NET does.</summary>
    public Stream Wrap(Stream inner) => new MarkedStream(inner, Encoding.ASCII.GetBytes(_mark), LineFor);

    private byte[] LineFor(ReadOnlySpan<byte> index)
    {
        lock (_adding)
        {
            return Encoding.ASCII.GetBytes($"\r\n{_names[Convert.ToInt32(Encoding.ASCII.GetString(index), 16)]}: ");
        }
    }

    private sealed class MarkedStream(Stream inner, byte[] mark, Func<ReadOnlySpan<byte>, byte[]> lineFor) : Stream
    {
        private const int IndexLength = 4;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.ReadAsync(buffer, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(Replace(buffer.AsMemory(offset, count)).Span);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(Replace(buffer), cancellationToken);

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> written)
        {
            if (written.Span.IndexOf(mark) < 0)
            {
                return written;
            }

            var made = new MemoryStream(written.Length);
            var rest = written.Span;
            while (rest.IndexOf(mark) is >= 0 and var at && rest.Length >= at + mark.Length + IndexLength)
            {
                made.Write(rest[..at]);
                made.Write(lineFor(rest.Slice(at + mark.Length, IndexLength)));
                rest = rest[(at + mark.Length + IndexLength)..];
            }

            made.Write(rest);
            return made.GetBuffer().AsMemory(0, (int)made.Length);
        }
    }
}

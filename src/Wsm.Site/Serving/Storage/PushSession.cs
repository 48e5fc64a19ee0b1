using System.IO.Pipelines;
using System.Security.Cryptography;

namespace Wsm.Site.Serving.Storage;

/// <summary>A blob on its way in: a file that grows, hashed as it does. One request at a time holds the <see cref="Gate"/>.</summary>
public sealed class PushSession : IDisposable
{
    private readonly TimeProvider _time;
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private long _lastUsed;

    internal PushSession(string id, string? client, string path, TimeProvider time)
    {
        Client = client;
        Id = id;
        _time = time;
        _lastUsed = time.GetTimestamp();
        Path = path;
        _file = new FileStream(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                BufferSize = 0,
            }
        );
    }

    public string Id { get; }

    /// <summary>Who began it; null where that is not known.</summary>
    internal string? Client { get; }

    /// <summary>Bytes received so far.</summary>
    public long Length { get; private set; }

    /// <summary>Outlives the session: who waits for it must find it taken, not gone.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    internal string Path { get; }

    /// <summary>Since something was last asked of it or came in.</summary>
    internal TimeSpan IdleTime => _time.GetElapsedTime(Interlocked.Read(ref _lastUsed));

    internal void Touch() => Interlocked.Exchange(ref _lastUsed, _time.GetTimestamp());

    /// <summary>Takes all that the reader gives. What came before a broken connection stays, and the upload can go on from there.</summary>
    public async Task AppendAsync(PipeReader body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancellationToken);
            foreach (var segment in read.Buffer)
            {
                await RandomAccess.WriteAsync(_file.SafeFileHandle, segment, Length, cancellationToken);
                _hash.AppendData(segment.Span);
                Length += segment.Length;
            }
            body.AdvanceTo(read.Buffer.End);
            Touch();
            if (read.IsCompleted)
            {
                return;
            }
        }
    }

    /// <summary>Makes the bytes durable and closes the file; returns their SHA-256.</summary>
    internal byte[] Finish(bool durable)
    {
        if (durable)
        {
            RandomAccess.FlushToDisk(_file.SafeFileHandle);
        }

        _file.Dispose();
        return _hash.GetHashAndReset();
    }

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }
}

using System.IO.Pipelines;
using System.Security.Cryptography;

namespace Wsm.Serve.Storage;

/// <summary>A blob on its way in: a file that grows, hashed as it does. One request at a time holds the <see cref="Gate"/>.</summary>
public sealed class UploadSession : IDisposable
{
    private readonly FileStream _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    internal UploadSession(string id, string path)
    {
        Id = id;
        Path = path;
        _file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
        });
    }

    public string Id { get; }

    /// <summary>Bytes received so far.</summary>
    public long Length { get; private set; }

    public SemaphoreSlim Gate { get; } = new(1, 1);

    internal string Path { get; }

    internal long LastUsed { get; set; }

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
            if (read.IsCompleted) return;
        }
    }

    /// <summary>Makes the bytes durable and closes the file; returns their SHA-256.</summary>
    internal byte[] Finish(bool durable)
    {
        if (durable) RandomAccess.FlushToDisk(_file.SafeFileHandle);
        _file.Dispose();
        return _hash.GetHashAndReset();
    }

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
        Gate.Dispose();
    }
}

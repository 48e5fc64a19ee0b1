using System.IO.Hashing;
using Wsm.Bundles.Files;
using Wsm.Bundles.Planning;
using Wsm.Oci.Content;

namespace Wsm.Bundles.Writing;

/// <summary>
/// Brings one blob to its places: hashes what an earlier run left, fetches the rest once, and hashes, checksums and writes it while it
/// comes. Receiving some of it and working on what came before overlap.
/// </summary>
internal sealed class BlobTransfer : IDisposable
{
    private const int PageLength = 4096;

    /// <summary>Small enough to be in the processor's cache still when the second sum is made over it.</summary>
    private const int SliceLength = 64 * 1024;

    /// <summary>A byte can go wrong on the line, or in what an earlier run left; a source that is wrong again and again is wrong.</summary>
    private const int AttemptsAtRightBytes = 3;

    private readonly BlobJob _job;
    private readonly BufferPool _buffers;
    private readonly Func<BlobSource, BlobFetch> _fetchFrom;
    private readonly Action<TransferEventKind, long, string?> _report;
    private readonly ArrivingBlob? _follower;
    private readonly bool _withChecksum;
    private BlobHasher _hash;
    private readonly Crc32 _crc = new();
    private long _offset;

    public BlobTransfer(
        BlobJob job,
        BufferPool buffers,
        Func<BlobSource, BlobFetch> fetchFrom,
        Action<TransferEventKind, long, string?> report,
        ArrivingBlob? follower
    )
    {
        _job = job;
        _buffers = buffers;
        _fetchFrom = fetchFrom;
        _report = report;
        _follower = follower;
        _withChecksum = job.Targets.Any(target => target.HasChecksum);
        _hash = new BlobHasher(job.Blob.Digest.Algorithm);
    }

    /// <exception cref="IOException">No source gave the right bytes.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ResumeFromDisk(cancellationToken);
        if (_offset == _job.Blob.Size)
        {
            if (TryFinish())
            {
                return;
            }

            Restart("what was on disk is damaged");
        }

        IOException? failure = null;
        foreach (var source in _job.Sources)
        {
            var fetch = _fetchFrom(source);
            try
            {
                for (var attempt = 1; attempt <= AttemptsAtRightBytes; attempt++)
                {
                    await fetch.RunAsync(() => _offset, Take, cancellationToken);
                    if (TryFinish())
                    {
                        return;
                    }

                    Restart("the digest does not match");
                }

                failure = new IntegrityException($"the source sends bytes for blob {_job.Blob.Digest} that do not have that digest");
            }
            catch (IOException error)
            {
                failure = error;
            }
        }

        throw failure ?? new ContentException($"blob {_job.Blob.Digest} is in no place that it could be had from") { IsNotFound = true };
    }

    public void Dispose()
    {
        _follower?.End(arrived: false);
        _hash.Dispose();
    }

    /// <summary>
    /// Takes the longest beginning that any place has. Where it is not the whole blob, it ends before the first page of zeros: after
    /// a power loss such a page may be one that never reached the disk.
    /// </summary>
    private void ResumeFromDisk(CancellationToken cancellationToken)
    {
        var extents = _job.Targets.Concat(_job.Donors).Select(place => (Place: place, Extent: place.WrittenExtent())).ToList();
        var (leader, extent) = extents.MaxBy(candidate => candidate.Extent);
        if (extent == 0)
        {
            return;
        }

        var followers = extents.Take(_job.Targets.Count).Where(candidate => candidate.Place != leader).ToList();
        var (buffer, compared) = (_buffers.Rent(), _buffers.Rent());
        while (_offset < extent)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var wanted = (int)Math.Min(buffer.Length, extent - _offset);
            var read = leader.Read(_offset, buffer.AsMemory(0, wanted));
            if (extent < _job.Blob.Size)
            {
                read = LengthBeforeZeroPage(buffer.AsSpan(0, read));
            }

            if (read < wanted)
            {
                read -= read % GzipMember.BlockCapacity;
            }

            if (read == 0)
            {
                break;
            }

            foreach (var (place, its) in followers)
            {
                var same =
                    its >= _offset + read
                    && place.Read(_offset, compared.AsMemory(0, read)) == read
                    && buffer.AsSpan(0, read).SequenceEqual(compared.AsSpan(0, read));
                if (!same)
                {
                    Store(() => place.Write(_offset, buffer.AsMemory(0, read)));
                }
            }

            Count(buffer.AsSpan(0, read));
            _report(TransferEventKind.Kept, read, null);
            if (read < wanted)
            {
                break;
            }
        }

        _buffers.Return(buffer);
        _buffers.Return(compared);
    }

    private void Take(ReadOnlyMemory<byte> content)
    {
        foreach (var target in _job.Targets)
        {
            Store(() => target.Write(_offset, content));
        }

        Count(content.Span);
        _report(TransferEventKind.Advanced, content.Length, null);
    }

    private void Count(ReadOnlySpan<byte> content)
    {
        _offset += content.Length;
        while (!content.IsEmpty)
        {
            var slice = content[..Math.Min(content.Length, SliceLength)];
            _hash.Append(slice);
            if (_withChecksum)
            {
                _crc.Append(slice);
            }

            content = content[slice.Length..];
        }

        _follower?.Advance(_offset);
    }

    private bool TryFinish()
    {
        if (_offset != _job.Blob.Size || !_hash.Is(_job.Blob.Digest))
        {
            return false;
        }

        foreach (var target in _job.Targets)
        {
            if (!target.IsFinished(_crc))
            {
                Store(() => target.Finish(_crc));
            }
        }

        _follower?.End(arrived: true);
        return true;
    }

    private void Restart(string why)
    {
        _report(TransferEventKind.Reverted, -_offset, why);
        _follower?.End(arrived: false);
        foreach (var target in _job.Targets)
        {
            Store(target.Reset);
        }

        _hash.Dispose();
        _hash = new BlobHasher(_job.Blob.Digest.Algorithm);
        _crc.Reset();
        _offset = 0;
    }

    private static int LengthBeforeZeroPage(ReadOnlySpan<byte> content)
    {
        for (var start = 0; start + PageLength <= content.Length; start += PageLength)
        {
            if (!content.Slice(start, PageLength).ContainsAnyExcept((byte)0))
            {
                return start;
            }
        }

        return content.Length;
    }

    private static void Store(Action write)
    {
        try
        {
            write();
        }
        catch (IOException error)
        {
            throw new StorageException(error);
        }
    }
}

using System.Collections.Concurrent;
using System.IO.Hashing;
using Wsm.Bundles.Archives;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Volumes;
using Wsm.Oci.Content;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Checking;

/// <summary>
/// Reads every byte of a bundle once and compares it with the lock: nothing but the lock's own checksum is taken on trust.
/// </summary>
public sealed class BundleChecker
{
    private readonly Bundle _bundle;
    private readonly IProgress<TransferEvent> _progress;
    private readonly BufferPool _buffers = new();
    private readonly Findings _findings = new();
    private long _bytes;

    private BundleChecker(Bundle bundle, IProgress<TransferEvent> progress)
    {
        _bundle = bundle;
        _progress = progress;
    }

    /// <param name="jobs">How many blobs are hashed at once.</param>
    public static Task<CheckReport> CheckAsync(
        Bundle bundle,
        int jobs,
        IProgress<TransferEvent> progress,
        CancellationToken cancellationToken
    ) => new BundleChecker(bundle, progress).RunAsync(jobs, cancellationToken);

    private async Task<CheckReport> RunAsync(int jobs, CancellationToken cancellationToken)
    {
        CheckLock();
        if (_bundle.Files is VolumeFiles packed)
        {
            return await CheckVolumesAsync(packed, cancellationToken);
        }

        CheckFiles();
        using IImageCheck images =
            _bundle.Lock.Layout == BundleLayout.Oci ? new LayoutCheck(_bundle, _findings) : new ArchiveCheck(_bundle, _findings);
        var pieces = images.Pieces().OrderByDescending(piece => piece.Size).ToList();
        var waiting = new ConcurrentDictionary<string, int>(
            pieces.GroupBy(piece => piece.Item).ToDictionary(same => same.Key, same => same.Count())
        );
        foreach (var group in pieces.GroupBy(piece => piece.Item))
        {
            _progress.Report(new TransferEvent(TransferEventKind.Started, group.Key, group.Sum(piece => piece.Size)));
        }

        var options = new ParallelOptions { MaxDegreeOfParallelism = jobs, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(pieces, options, (piece, cancellation) =>
        {
            CheckPiece(piece, cancellation);
            if (waiting.AddOrUpdate(piece.Item, 0, (_, left) => left - 1) == 0)
            {
                _progress.Report(
                    new TransferEvent(_findings.Concern(piece.Item) ? TransferEventKind.Failed : TransferEventKind.Finished, piece.Item)
                );
            }

            return ValueTask.CompletedTask;
        });
        FindUnexpected(images.KnownFiles());
        return new CheckReport(_findings.Sorted(), _bundle.Images.Count, _bundle.Lock.Charts.Count, _bytes + images.BytesRead);
    }

    private async Task<CheckReport> CheckVolumesAsync(VolumeFiles packed, CancellationToken cancellationToken)
    {
        var check = new VolumeCheck(_bundle, packed.Set, _findings, _progress);
        await check.RunAsync(cancellationToken);
        return new CheckReport(_findings.Sorted(), _bundle.Images.Count, _bundle.Lock.Charts.Count, check.BytesRead);
    }

    private void CheckLock()
    {
        _bytes += _bundle.LockBytes.Length;
        if (!LockFile.IsIntact(_bundle.LockBytes.Span))
        {
            _findings.Add(FindingKind.Damaged, LockFile.Name, null, null, "its checksum does not match its content");
        }
    }

    private void CheckFiles()
    {
        foreach (var file in _bundle.Lock.Files())
        {
            if (
                !_findings.HasFile(_bundle.Folder, file.File, null, [file.Digest], out _)
                || _bundle.ReadOptional(file.File) is not { } bytes
            )
            {
                continue;
            }

            _bytes += bytes.Length;
            if (Digest.Of(bytes) != file.Digest)
            {
                _findings.Add(FindingKind.Damaged, file.File, null, file.Digest, "its digest is not the lock's");
            }
        }
    }

    private void CheckPiece(Piece piece, CancellationToken cancellationToken)
    {
        using var hash = new BlobHasher(piece.Digest.Algorithm);
        var crc = new Crc32();
        var buffer = _buffers.Rent();
        var offset = 0L;
        while (offset < piece.Size)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var wanted = (int)Math.Min(buffer.Length, piece.Size - offset);
            var read = piece.Place.Read(offset, buffer.AsMemory(0, wanted));
            hash.Append(buffer.AsSpan(0, read));
            if (piece.HasChecksum)
            {
                crc.Append(buffer.AsSpan(0, read));
            }

            offset += read;
            Interlocked.Add(ref _bytes, read);
            _progress.Report(new TransferEvent(TransferEventKind.Advanced, piece.Item, read));
            if (read < wanted)
            {
                break;
            }
        }

        _buffers.Return(buffer);
        var wrong =
            offset < piece.Size ? $"breaks off after {offset} of {piece.Size} bytes"
            : !hash.Is(piece.Digest) ? "does not have that digest"
            : !piece.Place.IsFinished(crc) ? "has a wrong checksum or padding"
            : null;
        if (wrong is not null)
        {
            _findings.Add(FindingKind.Damaged, piece.File, piece.Item, piece.Digest, $"blob {piece.Digest} {wrong}");
        }
    }

    private void FindUnexpected(IEnumerable<string> images)
    {
        var known = images
            .Concat(_bundle.Lock.Charts.SelectMany(chart => chart.Files).Select(file => file.File))
            .ToHashSet(StringComparer.Ordinal);
        var coming = FilesOfUpdate().ToHashSet(StringComparer.Ordinal);
        foreach (var (file, _) in new[] { BundleNames.Images, BundleNames.Charts }.SelectMany(_bundle.Folder.List))
        {
            if (!known.Contains(file) && !coming.Contains(file) && !coming.Contains(Path.ChangeExtension(file, null)))
            {
                _findings.Add(FindingKind.Unexpected, file, null, null, "the lock does not know it");
            }
        }
    }

    /// <summary>
    /// What an update that is not finished has brought lies beside the bundle, and does it no harm; while it comes, with an ending.
    /// </summary>
    private IEnumerable<string> FilesOfUpdate()
    {
        if (!LockFile.IsUnfinished(_bundle.Folder))
        {
            return [];
        }

        try
        {
            var update = LockFile.Read(_bundle.Folder, LockFile.PartialName);
            return
            [
                .. update.Files().Select(file => file.File),
                .. update.Images.SelectMany(image =>
                    image.File is { } archive
                        ? [archive]
                        : image.Contents.Select(content => $"{BundleNames.Images}/{ArchiveDocuments.BlobName(content.Digest)}")
                ),
            ];
        }
        catch (UserError)
        {
            // A lock that cannot be read accounts for no file.
            return [];
        }
    }
}

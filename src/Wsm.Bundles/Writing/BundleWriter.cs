using System.Threading.Channels;
using Wsm.Bundles.Archives;
using Wsm.Bundles.Files;
using Wsm.Bundles.Layouts;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Planning;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Product.Failures;
using Wsm.Product.Wording;

namespace Wsm.Bundles.Writing;

/// <summary>
/// Makes a bundle what an order says. Every distinct blob is fetched once, several at a time, and goes straight to its final place in
/// every archive that holds it. Whatever ends the process, a later call goes on from there.
/// </summary>
public sealed class BundleWriter
{
    private readonly BundlePlan _order;
    private readonly GuardedFolder _folder;
    private readonly IProgress<TransferEvent> _progress;
    private readonly BufferPool _buffers = new();
    private readonly List<FailedItem> _failed;
    private readonly Dictionary<PlannedImage, int> _waiting = [];
    private readonly HashSet<PlannedImage> _broken = [];
    private readonly List<string> _complete = [];
    private readonly Lock _state = new();
    private long _fetched;
    private long _kept;
    private bool _signatureDropped;

    private BundleWriter(BundlePlan order, IProgress<TransferEvent> progress)
    {
        _order = order;
        _folder = new GuardedFolder(order.Folder);
        _progress = progress;
        _failed = [.. order.Unplanned];
    }

    /// <summary>The folder must be held with a <see cref="FolderLock"/>.</summary>
    /// <exception cref="UserError">The disk is full or fails, or something that wsm did not make is in the way.</exception>
    public static async Task<BundleReport> WriteAsync(
        BundlePlan order,
        IProgress<TransferEvent> progress,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await new BundleWriter(order, progress).RunAsync(cancellationToken);
        }
        catch (StorageException error)
        {
            throw new UserError(
                $"The bundle cannot be written: {error.Message}",
                "Nothing that has arrived is lost: free space or repair the disk, and run the same command again.",
                cause: error
            );
        }
    }

    private async Task<BundleReport> RunAsync(CancellationToken cancellationToken)
    {
        Storing(() => Directory.CreateDirectory(_order.Folder));
        var older = OlderLocks();
        using var writer = WriterFor(older);
        var lockBytes = _order.LockBytes?.ToArray() ?? LockFile.Write(_order.Lock);
        var incomplete = _order.Images.Where(image => !writer.IsComplete(image)).ToList();
        foreach (var image in _order.Images.Except(incomplete))
        {
            Complete(image);
        }

        if (incomplete.Count > 0 || _failed.Count > 0 || !AtomicFile.Holds(_folder, LockFile.Name, lockBytes))
        {
            CheckSpace(writer);
            if (!_order.InPlace)
            {
                Storing(() => AtomicFile.WriteIfChanged(_folder, LockFile.PartialName, lockBytes));
            }
        }

        // What stands there under the same name belongs to the finished bundle, which counts until this one is whole.
        foreach (var (file, content) in _order.Files.Where(file => !_folder.Contains(BundleNames.Plain(file.Key))))
        {
            Storing(() => AtomicFile.WriteIfChanged(_folder, BundleNames.Plain(file), content.Span));
        }

        if (incomplete.Count > 0)
        {
            await FetchAsync(writer, incomplete, cancellationToken);
        }

        if (_failed.Count == 0)
        {
            Storing(() => Commit(writer, older, lockBytes));
        }

        return new BundleReport(_complete, _failed, _fetched, _kept) { SignatureDropped = _signatureDropped };
    }

    private void Commit(ImageWriter writer, List<BundleLock> older, byte[] lockBytes)
    {
        writer.Commit();
        foreach (var (file, content) in _order.Files)
        {
            AtomicFile.WriteIfChanged(_folder, BundleNames.Plain(file), content.Span);
        }

        if (_order.InPlace)
        {
            return;
        }

        // Before the older lock is replaced, which says what is left over: a run that ends here is finished by the next one.
        if (older.Count > 0)
        {
            writer.Tidy();
            Leftovers.Drop(_folder, older, _order.Lock);
        }

        // Likewise: whatever happens, no signature lies beside a lock that it is not of.
        if (!AtomicFile.Holds(_folder, LockFile.Name, lockBytes))
        {
            DropSignature();
        }

        AtomicFile.WriteIfChanged(_folder, LockFile.Name, lockBytes);
        _folder.Delete(LockFile.PartialName);
    }

    private void DropSignature()
    {
        _signatureDropped = _folder.Look(LockFile.SignatureName).Kind != EntryKind.Absent;
        foreach (var name in BundleNames.BesideLock)
        {
            _folder.Delete(name);
        }

        FolderSync.Flush(_order.Folder);
    }

    private async Task FetchAsync(ImageWriter writer, List<PlannedImage> incomplete, CancellationToken cancellationToken)
    {
        Storing(writer.Begin);
        var jobs = incomplete
            .SelectMany(image => image.Contents.Blobs, (image, blob) => (image, blob))
            .GroupBy(pair => pair.blob.Digest, pair => pair)
            .Select(same => JobFor(writer, same.First().blob, [.. same.Select(pair => pair.image)]))
            .Where(job => job.Targets.Count > 0)
            .OrderByDescending(job => _order.InSourceOrder ? 0 : job.Blob.Size)
            .ToList();
        foreach (var image in incomplete)
        {
            _waiting[image] = 0;
            _progress.Report(new TransferEvent(TransferEventKind.Started, image.Name, image.BlobBytes));
        }

        foreach (var image in jobs.SelectMany(job => job.Images))
        {
            _waiting[image]++;
        }

        foreach (var image in incomplete.Where(image => _waiting[image] == 0))
        {
            Arrived(writer, image);
        }

        // The largest first: then none of them is left to be fetched alone at the end.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var arrived = Channel.CreateUnbounded<BlobJob>();
        var finishing = FinishAsync(writer, arrived.Reader, stop);
        var options = new ParallelOptions { MaxDegreeOfParallelism = _order.Jobs, CancellationToken = stop.Token };
        var lines = new ConnectionBudget(_order.Jobs, jobs.Count);
        try
        {
            await Parallel.ForEachAsync(jobs, options, async (job, cancellation) =>
                await TransferAsync(writer, job, lines, arrived.Writer, cancellation)
            );
        }
        finally
        {
            arrived.Writer.Complete();
            await finishing;
        }
    }

    /// <summary>Flushes what has arrived to disk and publishes it, while the line is busy with what comes next.</summary>
    private async Task FinishAsync(ImageWriter writer, ChannelReader<BlobJob> arrived, CancellationTokenSource stop)
    {
        try
        {
            var options = new ParallelOptions { MaxDegreeOfParallelism = _order.Jobs, CancellationToken = CancellationToken.None };
            await Parallel.ForEachAsync(arrived.ReadAllAsync(CancellationToken.None), options, (job, _) =>
            {
                Storing(() => writer.BlobArrived(job.Blob.Digest));
                foreach (var image in job.Images.Where(IsLastOf))
                {
                    Arrived(writer, image);
                }

                return ValueTask.CompletedTask;
            });
        }
        catch (StorageException)
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private static BlobJob JobFor(ImageWriter writer, Descriptor blob, IReadOnlyList<PlannedImage> images) =>
        new()
        {
            Blob = blob,
            Images = images,
            Targets = writer.TargetsOf(blob),
            Donors = writer.DonorsOf(blob),
            Sources = [.. images.SelectMany(image => image.Sources).Distinct()],
        };

    private async Task TransferAsync(
        ImageWriter writer,
        BlobJob job,
        ConnectionBudget lines,
        ChannelWriter<BlobJob> arrived,
        CancellationToken cancellationToken
    )
    {
        using var transfer = new BlobTransfer(
            job,
            _buffers,
            source => new BlobFetch(job.Blob, source, _buffers, lines, _order.LargeBlob),
            (kind, bytes, detail) => Report(job, kind, bytes, detail),
            Announced(writer, job)
        );
        lines.Began();
        try
        {
            await transfer.RunAsync(cancellationToken);
            arrived.TryWrite(job);
        }
        catch (IOException error)
        {
            foreach (var image in job.Images)
            {
                Fail(image, error);
            }
        }
        finally
        {
            lines.Ended();
        }
    }

    private ArrivingBlob? Announced(ImageWriter writer, BlobJob job)
    {
        if (_order.Arriving is not { } tell)
        {
            return null;
        }

        var blob = new ArrivingBlob(job.Blob, () => writer.OpenArriving(job.Images[0], job.Blob));
        tell(blob);
        return blob;
    }

    private void Arrived(ImageWriter writer, PlannedImage image)
    {
        Storing(() => writer.ImageArrived(image));
        Complete(image);
    }

    private bool IsLastOf(PlannedImage image)
    {
        lock (_state)
        {
            return --_waiting[image] == 0 && !_broken.Contains(image);
        }
    }

    private void Complete(PlannedImage image)
    {
        lock (_state)
        {
            _complete.Add(image.Name);
        }

        _progress.Report(new TransferEvent(TransferEventKind.Finished, image.Name, image.BlobBytes));
    }

    private void Fail(PlannedImage image, IOException error)
    {
        lock (_state)
        {
            if (!_broken.Add(image))
            {
                return;
            }

            _failed.Add(new FailedItem(image.Name, error.Message) { Cause = error });
        }

        _progress.Report(new TransferEvent(TransferEventKind.Failed, image.Name, 0, error.Message));
    }

    private void Report(BlobJob job, TransferEventKind kind, long bytes, string? detail)
    {
        if (kind == TransferEventKind.Advanced)
        {
            Interlocked.Add(ref _fetched, bytes);
        }

        if (kind == TransferEventKind.Kept)
        {
            Interlocked.Add(ref _kept, bytes);
        }

        foreach (var image in job.Images)
        {
            _progress.Report(new TransferEvent(kind, image.Name, bytes, detail));
        }
    }

    private ImageWriter WriterFor(IReadOnlyList<BundleLock> older)
    {
        if (older.FirstOrDefault(other => other.Layout != _order.Lock.Layout) is { } other)
        {
            throw new UserError(
                $"The bundle '{_order.Folder}' keeps its images as '{Word(other.Layout)}', not as '{Word(_order.Lock.Layout)}'",
                new Remedy(RemedyKind.KeepLayout, Word(other.Layout)),
                FailureKind.Usage
            );
        }

        return _order.Lock.Layout == BundleLayout.Oci
            ? new LayoutWriter(_folder, _order.Images)
            : new ArchiveWriter(
                _folder,
                _order.Images,
                older.SelectMany(bundle => bundle.Images).Select(image => image.File).OfType<string>().Distinct(),
                _order.InPlace
            );
    }

    private List<BundleLock> OlderLocks() => [.. LockFile.NamesIn(_folder).Select(name => LockFile.Read(_folder, name))];

    private void CheckSpace(ImageWriter writer)
    {
        var needed = writer.BytesNeeded;
        var free = new DriveInfo(_order.Folder).AvailableFreeSpace;
        if (needed <= free)
        {
            return;
        }

        throw new UserError(
            $"The disk of '{_order.Folder}' has {ByteSize.Text(free)} free and the bundle needs {ByteSize.Text(needed)} more: "
                + $"{ByteSize.Text(needed - free)} are missing",
            RemedyKind.UseOtherFolderOrFreeSpace
        );
    }

    private static string Word(BundleLayout layout) => layout == BundleLayout.Oci ? "oci" : "archives";

    private static void Storing(Action write)
    {
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new StorageException(error);
        }
    }
}

using Microsoft.Win32.SafeHandles;
using Wsm.Bundles.Files;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Volumes;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Packing;

/// <summary>
/// Writes a bundle as volumes. What is read is hashed, and a volume takes its final name when every entry with a piece in it proved
/// right. Whatever ends the process, a later call goes on from there.
/// </summary>
public sealed class Packer : IDisposable
{
    private readonly Bundle _bundle;
    private readonly VolumeLayout _layout;
    private readonly PackTarget _target;
    private readonly Dictionary<string, PackedEntry> _sources;
    private readonly IProgress<TransferEvent> _progress;
    private readonly BufferPool _buffers = new();
    private readonly EntryHasher _sum;
    private readonly EntrySource _source;
    private readonly List<(int Volume, Task Flushed)> _unpublished = [];
    private readonly HashSet<int> _distrusted = [];
    private readonly HashSet<int> _fromDisk = [];
    private readonly PackedVolume[] _packed;
    private long _written;
    private long _kept;

    private Packer(Bundle bundle, PackOrder order, IProgress<TransferEvent> progress)
    {
        _bundle = bundle;
        _progress = progress;
        var contents = PackContents.Of(bundle);
        _layout = VolumePlanner.Plan(contents, order.VolumeSize);
        _target = new PackTarget(order, _layout);
        _sources = contents.Entries.ToDictionary(entry => entry.Name);
        _packed = new PackedVolume[_layout.Count];
        _sum = new EntryHasher(Ended);
        _source = new EntrySource(entry => _sources[entry.Name].Open);
    }

    /// <exception cref="UserError">The bundle is damaged, the disk is full or fails, or something that wsm did not make is in the
    /// way.</exception>
    public static async Task<PackReport> PackAsync(
        Bundle bundle,
        PackOrder order,
        IProgress<TransferEvent> progress,
        CancellationToken cancellationToken
    )
    {
        using var packer = new Packer(bundle, order, progress);
        try
        {
            return await packer.RunAsync(cancellationToken);
        }
        catch (StorageException error)
        {
            throw new UserError(
                $"The volumes cannot be written: {error.Message}",
                "Nothing that was written is lost: free space or repair the disk, and run the same command again.",
                cause: error
            );
        }
        catch (IOException error)
        {
            throw new UserError($"The bundle '{bundle.Place}' cannot be packed: {error.Message}", RemedyKind.VerifyBundle, cause: error);
        }
    }

    public void Dispose()
    {
        _sum.Dispose();
        _source.Dispose();
    }

    private async Task<PackReport> RunAsync(CancellationToken cancellationToken)
    {
        _target.Prepare();
        try
        {
            return await RunWithRestartsAsync(cancellationToken);
        }
        finally
        {
            await Task.WhenAll(_unpublished.Select(pending => pending.Flushed)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<PackReport> RunWithRestartsAsync(CancellationToken cancellationToken)
    {
        for (var restarts = 0; ; restarts++)
        {
            try
            {
                for (var volume = 1; volume <= _layout.Count; volume++)
                {
                    await PackAsync(volume, cancellationToken);
                    await PublishAsync(SettledAfter(volume));
                }

                foreach (var name in _target.RemoveLeftovers())
                {
                    _progress.Report(
                        new TransferEvent(
                            TransferEventKind.Warned,
                            name,
                            0,
                            $"{name} was removed: it belonged to an earlier set of more volumes"
                        )
                    );
                }

                return new PackReport(_packed, _written, _kept);
            }
            catch (StaleVolumeException stale)
            {
                // Each time at least one volume more is made anew.
                if (restarts > _layout.Count)
                {
                    throw new StorageException(new IOException("what was written there reads back differently each time"));
                }

                await StartAnewAsync(stale.Volumes);
            }
        }
    }

    /// <summary>What an earlier run left is not what it seemed to be: that is made anew, and everything before it is only read.</summary>
    private async Task StartAnewAsync(IReadOnlyList<int> volumes)
    {
        await Task.WhenAll(_unpublished.Select(pending => pending.Flushed));
        _unpublished.Clear();
        _fromDisk.Clear();
        (_written, _kept) = (0, 0);

        // An entry that is wrong leaves open in which of its volumes; their own sums tell.
        var wrong = volumes.Where(volume => !_target.IsVolume(volume) || !EndsWithItsSum(volume)).ToList();
        _distrusted.UnionWith(wrong.Count > 0 ? wrong : volumes);
        foreach (var volume in volumes)
        {
            _target.DropPartial(volume);
        }
    }

    private async Task PackAsync(int volume, CancellationToken cancellationToken)
    {
        var isFinal = !_distrusted.Contains(volume) && _target.IsVolume(volume);
        var file = isFinal ? _target.Open(volume)! : _target.OpenPartial(volume);
        var flushed = Task.CompletedTask;
        try
        {
            await FillAsync(volume, file, isFinal, cancellationToken);
            if (!isFinal)
            {
                _unpublished.Add((volume, flushed = PackTarget.FlushAsync(file)));
            }
        }
        finally
        {
            if (flushed.IsCompleted)
            {
                file.Dispose();
            }
        }
    }

    /// <summary>Reads what is there of a volume, and writes the rest.</summary>
    private async Task FillAsync(int volume, SafeFileHandle file, bool isFinal, CancellationToken cancellationToken)
    {
        var (name, length) = (_target.NameOf(volume), _layout.Index.Volumes[volume - 1]);
        var end = length - VolumeLayout.TailLength;
        var there = Math.Min(RandomAccess.GetLength(file), end);
        if (there > 0)
        {
            _fromDisk.Add(volume);
        }

        _progress.Report(new TransferEvent(TransferEventKind.Started, name, length));
        var parts = _layout.PartsOf(volume);
        var maker = new VolumeMaker(parts, there, _source);
        using var walk = new VolumeWalk(parts, _sum, _ => throw new StaleVolumeException([volume]));
        await using var pipe = new VolumePipe(_buffers, walk, file, cancellationToken);
        for (var at = 0L; at < end; )
        {
            var buffer = _buffers.Rent();
            var isThere = at < there;
            var count = (int)Math.Min(buffer.Length, (isThere ? there : end) - at);
            if (!isThere)
            {
                maker.Fill(buffer, count);
            }
            else if (VolumeFile.ReadFully(file, buffer.AsSpan(0, count), at) < count)
            {
                throw new StaleVolumeException([volume]);
            }

            await pipe.SendAsync(buffer, count, isThere ? -1 : at);
            Count(name, isThere ? TransferEventKind.Kept : TransferEventKind.Advanced, count);
            at += count;
        }

        await pipe.FinishAsync();
        var sum = walk.Sum();
        var tail = VolumeLayout.Tail(sum);
        Count(name, isFinal ? TransferEventKind.Kept : TransferEventKind.Advanced, tail.Length);
        if (isFinal && !Holds(file, tail, end))
        {
            throw new StaleVolumeException([volume]);
        }

        if (!isFinal)
        {
            PackTarget.Finish(file, tail, end);
        }

        _packed[volume - 1] = new PackedVolume(name, length, Digest.FromHash(Digest.Sha256, sum));
        if (isFinal)
        {
            _progress.Report(new TransferEvent(TransferEventKind.Finished, name, length));
        }
    }

    private bool EndsWithItsSum(int volume)
    {
        using var file = _target.Open(volume)!;
        using var entries = new EntryHasher((_, _) => { });
        using var walk = new VolumeWalk(_layout.PartsOf(volume), entries, _ => { });
        var end = _layout.Index.Volumes[volume - 1] - VolumeLayout.TailLength;
        var buffer = _buffers.Rent();
        for (var at = 0L; at < end; )
        {
            var count = (int)Math.Min(buffer.Length, end - at);
            if (VolumeFile.ReadFully(file, buffer.AsSpan(0, count), at) < count)
            {
                return false;
            }

            walk.Pass(buffer.AsSpan(0, count));
            at += count;
        }

        _buffers.Return(buffer);
        return Holds(file, VolumeLayout.Tail(walk.Sum()), end);
    }

    private static bool Holds(SafeFileHandle file, byte[] tail, long at)
    {
        var found = new byte[tail.Length];
        return VolumeFile.ReadFully(file, found, at) == found.Length && found.AsSpan().SequenceEqual(tail);
    }

    /// <summary>The last volume up to which every entry has been read to its end.</summary>
    private int SettledAfter(int volume)
    {
        var last = _layout.Index.Entries.LastOrDefault(entry => entry.Pieces[0].Volume <= volume);
        return last is null || last.Pieces[^1].Volume <= volume ? volume : last.Pieces[0].Volume - 1;
    }

    private async Task PublishAsync(int settled)
    {
        foreach (var pending in _unpublished.Where(pending => pending.Volume <= settled).ToList())
        {
            await pending.Flushed;
            _target.Publish(pending.Volume);
            _unpublished.Remove(pending);
            _distrusted.Remove(pending.Volume);
            _progress.Report(
                new TransferEvent(TransferEventKind.Finished, _target.NameOf(pending.Volume), _layout.Index.Volumes[pending.Volume - 1])
            );
        }
    }

    private void Ended(IndexedEntry entry, bool? isRight)
    {
        if (isRight == true)
        {
            return;
        }

        var volumes = entry.Pieces.Select(piece => piece.Volume).ToList();
        if (volumes.Exists(_fromDisk.Contains))
        {
            throw new StaleVolumeException(volumes);
        }

        var source = _sources[entry.Name];
        var what = source.Image is { } image ? $"blob {entry.Digest} of {image}" : entry.Name;
        throw new UserError($"The bundle '{_bundle.Place}' cannot be packed: {what} is damaged", RemedyKind.VerifyBundle);
    }

    private void Count(string name, TransferEventKind kind, int bytes)
    {
        if (kind == TransferEventKind.Kept)
        {
            _kept += bytes;
        }
        else
        {
            _written += bytes;
        }

        _progress.Report(new TransferEvent(kind, name, bytes));
    }
}

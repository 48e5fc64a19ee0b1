using Wsm.Bundles.Volumes;
using Wsm.Bundles.Writing;
using Wsm.Oci.References;

namespace Wsm.Bundles.Checking;

/// <summary>Checks a packed bundle: reads each volume once from start to end, and compares its SHA-256, every entry's digest, and all bytes between.</summary>
internal sealed class VolumeCheck(Bundle bundle, VolumeSet set, Findings findings, IProgress<TransferEvent> progress)
{
    private readonly ILookup<string, string> _users = bundle
        .Images.SelectMany(image => image.Entry.Contents, (image, content) => (image.Entry.Reference, content.Digest))
        .Distinct()
        .ToLookup(pair => pair.Digest, pair => pair.Reference);

    private readonly BufferPool _buffers = new();
    private string _file = "";

    public long BytesRead { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        CompareWithLock();
        using var sum = new EntrySum(Ended);
        for (var volume = 1; volume <= set.Count; volume++)
        {
            if (set.FileOf(volume) is { } file)
                await CheckAsync(file, sum, cancellationToken);
            else
                findings.Add(FindingKind.Missing, $"volume {volume} of {set.Count}", null, null, "it is not there");
        }

        foreach (var entry in set.Index.Entries.Where(entry => entry.Pieces.Any(piece => set.FileOf(piece.Volume) is null)))
        {
            var volumes = string.Join(", ", entry.Pieces.Where(piece => set.FileOf(piece.Volume) is null).Select(piece => piece.Volume));
            Report(FindingKind.Missing, $"volume {volumes} of {set.Count}", entry, "is wholly or in part on a volume that is not there");
        }
    }

    private async Task CheckAsync(VolumeFile file, EntrySum sum, CancellationToken cancellationToken)
    {
        var volume = file.Header!.Volume;
        _file = file.Name;
        progress.Report(new TransferEvent(TransferEventKind.Started, _file, file.Length));
        if (!file.IsWhole)
            findings.Add(FindingKind.Damaged, _file, null, null, $"it is {file.Length} bytes long instead of {file.Header.Size}");
        var end = file.Header.Size - VolumeLayout.TailLength;
        using var walk = new VolumeWalk(set.Layout.PartsOf(volume), sum, at =>
            findings.Add(FindingKind.Damaged, _file, null, null, $"a header or document near byte {at} is wrong")
        );
        await using var pipe = new VolumePipe(_buffers, walk, null, cancellationToken);
        for (var at = 0L; at < end; )
        {
            var buffer = _buffers.Rent();
            var count = VolumeFile.ReadFully(set.HandleOf(volume), buffer.AsSpan(0, (int)Math.Min(buffer.Length, end - at)), at);
            if (count == 0)
                break;
            await pipe.SendAsync(buffer, count, -1);
            at += count;
            BytesRead += count;
            progress.Report(new TransferEvent(TransferEventKind.Advanced, _file, count));
        }

        await pipe.FinishAsync();
        CompareTail(file, end, VolumeLayout.Tail(walk.Sum()));
        progress.Report(
            new TransferEvent(findings.ConcernFile(_file) ? TransferEventKind.Failed : TransferEventKind.Finished, _file, file.Length)
        );
    }

    private void CompareTail(VolumeFile file, long end, byte[] expected)
    {
        if (!file.IsWhole)
            return;
        var found = new byte[expected.Length];
        BytesRead += VolumeFile.ReadFully(set.HandleOf(file.Header!.Volume), found, end);
        if (!found.AsSpan().SequenceEqual(expected))
            findings.Add(FindingKind.Damaged, file.Name, null, null, "its SHA-256 is not the one that it ends with");
    }

    /// <summary>Every part that the lock names must be one of the index's; that a digest is right shows when the volumes are read.</summary>
    private void CompareWithLock()
    {
        var known = set
            .Index.Head.Select(file => (file.Name, file.Digest, file.Size))
            .Concat(set.Index.Entries.Select(entry => (entry.Name, entry.Digest, entry.Size)))
            .ToHashSet();
        foreach (var file in bundle.Lock.Files().Where(file => !known.Contains((file.File, file.Digest, file.Size))))
            findings.Add(FindingKind.Missing, file.File, null, file.Digest, "the volumes do not have it");
        foreach (var image in bundle.Images)
        {
            foreach (
                var content in image
                    .Entry.Contents.DistinctBy(content => content.Digest)
                    .Where(content =>
                        !image.IsAbsent(content.Digest)
                        && !known.Contains((PackContents.NameOf(Digest.Parse(content.Digest)), content.Digest, content.Size))
                    )
            )
            {
                findings.Add(
                    FindingKind.Missing,
                    PackContents.NameOf(Digest.Parse(content.Digest)),
                    image.Entry.Reference,
                    content.Digest,
                    "the volumes do not have it"
                );
            }

            if (bundle.Lock.Layout == BundleLayout.Archives && ArchiveCheck.ReadContents(image) is null)
                findings.Add(
                    FindingKind.Damaged,
                    image.Entry.File!,
                    image.Entry.Reference,
                    null,
                    "its manifests are damaged or not the lock's"
                );
        }
    }

    private void Ended(IndexedEntry entry, bool? isRight)
    {
        if (isRight == false)
            Report(FindingKind.Damaged, _file, entry, "does not have that digest");
    }

    private void Report(FindingKind kind, string volume, IndexedEntry entry, string what)
    {
        var users = _users[entry.Digest].ToList();
        foreach (var image in users)
            findings.Add(kind, volume, image, entry.Digest, $"blob {entry.Digest} {what}");
        if (users.Count == 0)
            findings.Add(kind, entry.Name, null, entry.Digest, $"it {what}");
    }
}

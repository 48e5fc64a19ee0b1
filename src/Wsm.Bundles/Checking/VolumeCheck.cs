using Wsm.Bundles.Archives;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Packing;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Volumes;
using Wsm.Oci.References;

namespace Wsm.Bundles.Checking;

/// <summary>
/// Checks a packed bundle: reads each volume once from start to end, and compares its SHA-256, every entry's digest, and all bytes between.
/// </summary>
internal sealed class VolumeCheck(Bundle bundle, VolumeSet set, Findings findings, IProgress<TransferEvent> progress)
{
    private readonly ILookup<Digest, string> _users = bundle
        .Images.SelectMany(image => image.Entry.Contents, (image, content) => (image.Entry.Reference, content.Digest))
        .Distinct()
        .ToLookup(pair => pair.Digest, pair => pair.Reference);

    private readonly BufferPool _buffers = new();
    private string _file = "";

    public long BytesRead { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        CompareWithLock();
        using var sum = new EntryHasher(Ended);
        for (var volume = 1; volume <= set.Count; volume++)
        {
            if (set.FileOf(volume) is { } file)
            {
                await CheckAsync(file, sum, cancellationToken);
            }
            else
            {
                findings.Add(FindingKind.Missing, $"volume {volume} of {set.Count}", null, null, "it is not there");
            }
        }

        foreach (var entry in set.Index.Entries.Where(entry => entry.Pieces.Any(piece => set.FileOf(piece.Volume) is null)))
        {
            var volumes = string.Join(", ", entry.Pieces.Where(piece => set.FileOf(piece.Volume) is null).Select(piece => piece.Volume));
            Report(FindingKind.Missing, $"volume {volumes} of {set.Count}", entry, "is wholly or partly on a volume that is missing");
        }
    }

    private async Task CheckAsync(VolumeFile file, EntryHasher sum, CancellationToken cancellationToken)
    {
        var volume = file.Header!.Volume;
        _file = file.Name;
        progress.Report(new TransferEvent(TransferEventKind.Started, _file, file.Length));
        if (!file.IsWhole)
        {
            findings.Add(FindingKind.Damaged, _file, null, null, $"it is {file.Length} bytes long instead of {file.Header.Size}");
        }

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
            {
                break;
            }

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
        {
            return;
        }

        var found = new byte[expected.Length];
        BytesRead += VolumeFile.ReadFully(set.HandleOf(file.Header!.Volume), found, end);
        if (!found.AsSpan().SequenceEqual(expected))
        {
            findings.Add(FindingKind.Damaged, file.Name, null, null, "its SHA-256 is not the one that it ends with");
        }
    }

    /// <summary>
    /// Every part that the lock names must be one of the index's, and every part of the index one that follows from the lock: other tools
    /// read what lies there, whatever the lock says. That an entry's digest is right shows when the volumes are read.
    /// </summary>
    private void CompareWithLock()
    {
        var known = set
            .Index.Head.Select(KnownOf)
            .Concat(set.Index.Entries.Select(entry => (entry.Name, entry.Digest, entry.Size)))
            .ToHashSet();
        FindUnexpected();
        foreach (var file in bundle.Lock.Files().Where(file => !known.Contains((file.File, file.Digest, file.Size))))
        {
            findings.Add(FindingKind.Missing, file.File, null, file.Digest, "the volumes do not have it");
        }

        foreach (var image in bundle.Images)
        {
            foreach (
                var content in image
                    .Entry.Contents.DistinctBy(content => content.Digest)
                    .Where(content =>
                        !image.IsAbsent(content.Digest) && !known.Contains((VolumeNames.Of(content.Digest), content.Digest, content.Size))
                    )
            )
            {
                findings.Add(
                    FindingKind.Missing,
                    VolumeNames.Of(content.Digest),
                    image.Entry.Reference,
                    content.Digest,
                    "the volumes do not have it"
                );
            }

            if (bundle.Lock.Layout == BundleLayout.Archives && ArchiveCheck.ReadContents(image) is null)
            {
                findings.Add(
                    FindingKind.Damaged,
                    image.Entry.File!,
                    image.Entry.Reference,
                    null,
                    "its manifests are damaged or not the lock's"
                );
            }
        }
    }

    /// <summary>The index has SHA-256 of everything; a manifest may be known to the lock by another digest.</summary>
    private (string Name, Digest Digest, long Size) KnownOf(IndexedFile file) =>
        DigestOf(file.Name) is { Algorithm: not Digest.Sha256 } digest && Digest.Of(set.ReadHead(file), digest.Algorithm) == digest
            ? (file.Name, digest, file.Size)
            : (file.Name, file.Digest, file.Size);

    private static Digest? DigestOf(string name) =>
        name.Split('/') is [BundleNames.Images, "blobs", var algorithm, var hex] && Digest.TryParse($"{algorithm}:{hex}", out var digest)
            ? digest
            : null;

    private void FindUnexpected()
    {
        var documents = new Dictionary<string, ReadOnlyMemory<byte>>
        {
            [LockFile.Name] = bundle.LockBytes,
            [VolumeNames.Of(ArchiveDocuments.LayoutName)] = ArchiveDocuments.Layout,
            [VolumeNames.Of(ArchiveDocuments.IndexName)] = ArchiveDocuments.IndexOf(bundle.Images),
        };
        var parts = bundle
            .Images.SelectMany(image => image.Entry.Contents.Where(content => !image.IsAbsent(content.Digest)))
            .Select(content => VolumeNames.Of(content.Digest))
            .Concat(bundle.Lock.Files().Select(file => file.File))
            .ToHashSet(StringComparer.Ordinal);
        foreach (var file in set.Index.Head.Where(file => !parts.Contains(file.Name) && !BundleNames.BesideLock.Contains(file.Name)))
        {
            if (!documents.TryGetValue(file.Name, out var expected))
            {
                findings.Add(FindingKind.Unexpected, file.Name, null, null, "the lock does not know it");
            }
            else if (!expected.Span.SequenceEqual(set.ReadHead(file)))
            {
                findings.Add(FindingKind.Damaged, file.Name, null, null, "it is not what the lock describes");
            }
        }

        foreach (var entry in set.Index.Entries.Where(entry => !parts.Contains(entry.Name)))
        {
            findings.Add(FindingKind.Unexpected, entry.Name, null, null, "the lock does not know it");
        }

        foreach (var name in documents.Keys.Where(name => set.Index.Head.All(file => file.Name != name)))
        {
            findings.Add(FindingKind.Missing, name, null, null, "the volumes do not have it");
        }
    }

    private void Ended(IndexedEntry entry, bool? isRight)
    {
        if (isRight == false)
        {
            Report(FindingKind.Damaged, _file, entry, "does not have that digest");
        }
    }

    private void Report(FindingKind kind, string volume, IndexedEntry entry, string what)
    {
        var users = _users[entry.Digest].ToList();
        foreach (var image in users)
        {
            findings.Add(kind, volume, image, entry.Digest, $"blob {entry.Digest} {what}");
        }

        if (users.Count == 0)
        {
            findings.Add(kind, entry.Name, null, entry.Digest, $"it {what}");
        }
    }
}

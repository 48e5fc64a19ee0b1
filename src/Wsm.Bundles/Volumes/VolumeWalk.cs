using System.Security.Cryptography;
using Wsm.Oci.References;

namespace Wsm.Bundles.Volumes;

/// <summary>
/// Looks at the bytes of a volume as they pass, from its start to its tail: known bytes must be as they are known, entries have their
/// digests, and all together make the volume's own SHA-256. In that a piece's bytes stand as their SHA-256, which for a whole blob is
/// its digest: so nothing is hashed twice.
/// </summary>
/// <param name="differs">Told once where known bytes are not as they must be.</param>
internal sealed class VolumeWalk(IReadOnlyList<VolumePart> parts, EntryHasher entries, Action<long> differs) : IDisposable
{
    private readonly IncrementalHash _sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _piece = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _part;
    private long _within;
    private long _position;
    private bool _differs;

    /// <summary>The volume's own SHA-256, when all up to its tail has passed.</summary>
    public byte[] Sum() => _sum.GetCurrentHash();

    public void Pass(ReadOnlySpan<byte> bytes)
    {
        while (_part < parts.Count && (!bytes.IsEmpty || parts[_part].Length == 0))
        {
            var part = parts[_part];
            var slice = bytes[..(int)Math.Min(bytes.Length, part.Length - _within)];
            if (part.Entry is null)
            {
                PassKnown(part, slice);
            }
            else
            {
                PassPiece(part, part.Entry, slice);
            }

            bytes = bytes[slice.Length..];
            _position += slice.Length;
            _within += slice.Length;
            if (_within < part.Length)
            {
                continue;
            }

            _part++;
            _within = 0;
        }
    }

    public void Dispose()
    {
        _sum.Dispose();
        _piece.Dispose();
    }

    private void PassKnown(VolumePart part, ReadOnlySpan<byte> slice)
    {
        _sum.AppendData(slice);
        if (_differs || slice.SequenceEqual(part.Known.Span.Slice((int)_within, slice.Length)))
        {
            return;
        }

        _differs = true;
        differs(_position);
    }

    private void PassPiece(VolumePart part, IndexedEntry entry, ReadOnlySpan<byte> slice)
    {
        var isLast = _within + slice.Length == part.Length;
        var sameSum = part.Length == entry.Size && entry.Digest.Algorithm == Digest.Sha256;
        if (!sameSum)
        {
            _piece.AppendData(slice);
        }

        var whole = entries.Append(entry, part.Offset + _within, slice);
        if (isLast)
        {
            _sum.AppendData(sameSum ? Convert.FromHexString(whole!.Hex) : _piece.GetHashAndReset());
        }
    }
}

namespace Wsm.Bundles.Volumes;

/// <summary>Goes through a volume from its start to its tail, some of it perhaps there already, the rest made from its sources.</summary>
internal sealed class VolumeWalk(IReadOnlyList<VolumePart> parts, EntrySum sum)
{
    private int _part;
    private long _within;

    /// <summary>How far it has come.</summary>
    public long Position { get; private set; }

    /// <summary>Whether all known bytes that were passed were there as they must be.</summary>
    public bool IsAsKnown { get; private set; } = true;

    /// <summary>Passes bytes that are there.</summary>
    public void Pass(ReadOnlySpan<byte> found)
    {
        Position += found.Length;
        while (_part < parts.Count && (!found.IsEmpty || parts[_part].Length == 0))
        {
            var part = parts[_part];
            var length = (int)Math.Min(found.Length, part.Length - _within);
            if (part.Entry is { } entry) sum.Append(entry, part.Offset + _within, found[..length]);
            else IsAsKnown &= found[..length].SequenceEqual(part.Known.Span.Slice((int)_within, length));
            found = found[length..];
            Advance(length);
        }
    }

    /// <summary>Makes the bytes that come next.</summary>
    /// <returns>How many; fewer than asked for only at the end.</returns>
    public int Make(byte[] buffer, int wanted, Func<IndexedEntry, long, Stream> open)
    {
        var made = 0;
        while (_part < parts.Count && (made < wanted || parts[_part].Length == 0))
        {
            var part = parts[_part];
            var slice = buffer.AsMemory(made, (int)Math.Min(wanted - made, part.Length - _within));
            if (part.Entry is { } entry)
            {
                if (slice.Length > 0) ReadExactly(open(entry, part.Offset + _within), buffer, made, slice.Length);
                sum.Append(entry, part.Offset + _within, slice.Span);
            }
            else
            {
                part.Known.Slice((int)_within, slice.Length).CopyTo(slice);
            }

            made += slice.Length;
            Advance(slice.Length);
        }

        Position += made;
        return made;
    }

    private static void ReadExactly(Stream source, byte[] buffer, int offset, int length)
    {
        while (length > 0)
        {
            var read = source.Read(buffer, offset, length);
            if (read == 0) throw new EndOfStreamException("a file ends before its time");
            offset += read;
            length -= read;
        }
    }

    private void Advance(int length)
    {
        _within += length;
        if (_within < parts[_part].Length) return;
        _part++;
        _within = 0;
    }
}

using Wsm.Bundles.Volumes;

namespace Wsm.Bundles.Packing;

/// <summary>Makes the bytes of a volume up to its tail, from a place on.</summary>
internal sealed class VolumeMaker
{
    private readonly IReadOnlyList<VolumePart> _parts;
    private readonly EntrySource _source;
    private int _part;
    private long _within;

    public VolumeMaker(IReadOnlyList<VolumePart> parts, long start, EntrySource source)
    {
        _parts = parts;
        _source = source;
        for (_within = start; _part < parts.Count && _within >= parts[_part].Length; _part++)
        {
            _within -= parts[_part].Length;
        }
    }

    /// <param name="buffer">Is filled; there must be so many bytes left.</param>
    public void Fill(byte[] buffer, int count)
    {
        for (var made = 0; made < count; )
        {
            var part = _parts[_part];
            var length = (int)Math.Min(count - made, part.Length - _within);
            if (part.Entry is not { } entry)
            {
                part.Known.Slice((int)_within, length).CopyTo(buffer.AsMemory(made));
            }
            else if (length > 0)
            {
                ReadExactly(_source.Open(entry, part.Offset + _within), buffer, made, length);
            }

            made += length;
            _within += length;
            if (_within < part.Length)
            {
                continue;
            }

            _part++;
            _within = 0;
        }
    }

    private static void ReadExactly(Stream source, byte[] buffer, int offset, int length)
    {
        while (length > 0)
        {
            var read = source.Read(buffer, offset, length);
            if (read == 0)
            {
                throw new EndOfStreamException("a file ends too early");
            }

            offset += read;
            length -= read;
        }
    }
}

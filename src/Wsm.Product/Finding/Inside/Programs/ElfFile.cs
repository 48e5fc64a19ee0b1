using System.Buffers.Binary;

namespace Wsm.Product.Finding.Inside.Programs;

/// <summary>The parts of a 64-bit little-endian ELF file by which addresses in it are told from other numbers.</summary>
/// <remarks>https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html</remarks>
internal sealed class ElfFile
{
    public const int Amd64 = 62;
    public const int Arm64 = 183;

    private const int HeaderLength = 64;
    private const int ProgramHeaderLength = 56;
    private const int MostSegments = 256;
    private const int Shared = 3;
    private const int Load = 1;
    private const int Dynamic = 2;
    private const int Rela = 7;
    private const int RelaSize = 8;
    private const int RelaLength = 24;

    private readonly byte[] _content;
    private readonly int _length;
    private readonly List<ElfSegment> _segments = [];
    private (int Offset, int Length) _dynamic;

    private ElfFile(byte[] content, int length)
    {
        _content = content;
        _length = length;
    }

    public int Machine { get; private set; }

    /// <summary>It is loaded anywhere, so that what the file holds in the place of an address is no address.</summary>
    public bool IsRelocated { get; private set; }

    public IReadOnlyList<ElfSegment> Segments => _segments;

    public static bool Is(ReadOnlySpan<byte> content) => content.StartsWith("\u007fELF"u8);

    /// <returns>Null for one of 32 bits, of the other byte order, or without sense.</returns>
    public static ElfFile? Parse(byte[] content, int length)
    {
        var span = content.AsSpan(0, length);
        if (length < HeaderLength || !Is(span) || span[4] != 2 || span[5] != 1)
        {
            return null;
        }

        var file = new ElfFile(content, length)
        {
            IsRelocated = BinaryPrimitives.ReadUInt16LittleEndian(span[16..]) == Shared,
            Machine = BinaryPrimitives.ReadUInt16LittleEndian(span[18..]),
        };
        var headers = BinaryPrimitives.ReadUInt64LittleEndian(span[32..]);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(span[54..]);
        var count = Math.Min((int)BinaryPrimitives.ReadUInt16LittleEndian(span[56..]), MostSegments);
        for (var at = 0; at < count && size >= ProgramHeaderLength; at++)
        {
            var place = headers + (ulong)(at * size);
            if (place > (ulong)(length - ProgramHeaderLength))
            {
                break;
            }

            file.AddSegment(span[(int)place..]);
        }

        return file;
    }

    /// <summary>The place in the file of what is at an address in memory; -1 when nothing of the file is.</summary>
    public int OffsetOf(ulong address)
    {
        foreach (var segment in _segments)
        {
            if (address - segment.Address < (ulong)segment.Length)
            {
                return segment.Offset + (int)(address - segment.Address);
            }
        }

        return -1;
    }

    /// <summary>Addresses that the loader writes into data, because it decides itself where the program stands in memory.</summary>
    public IEnumerable<(int At, int Target)> Relocations()
    {
        var (table, size) = RelocationTable();
        for (var at = 0L; at + RelaLength <= size; at += RelaLength)
        {
            var place = table + at;
            if (place < 0 || place + RelaLength > _length)
            {
                yield break;
            }

            var entry = _content.AsSpan((int)place, RelaLength);
            var isRelative = (uint)BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]) == (Machine == Amd64 ? 8 : 1027);
            var where = OffsetOf(BinaryPrimitives.ReadUInt64LittleEndian(entry));
            var target = OffsetOf(BinaryPrimitives.ReadUInt64LittleEndian(entry[16..]));
            if (isRelative && where >= 0 && target >= 0)
            {
                yield return (where, target);
            }
        }
    }

    private (int Offset, long Length) RelocationTable()
    {
        var (table, size) = (-1, 0L);
        for (var at = 0; at + 16 <= _dynamic.Length; at += 16)
        {
            var entry = _content.AsSpan(_dynamic.Offset + at, 16);
            var value = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
            switch (BinaryPrimitives.ReadUInt64LittleEndian(entry))
            {
                case Rela:
                    table = OffsetOf(value);
                    break;
                case RelaSize:
                    size = (long)Math.Min(value, (ulong)_length);
                    break;
            }
        }

        return (table, table < 0 ? 0 : size);
    }

    private void AddSegment(ReadOnlySpan<byte> header)
    {
        var type = BinaryPrimitives.ReadUInt32LittleEndian(header);
        var offset = BinaryPrimitives.ReadUInt64LittleEndian(header[8..]);
        var size = BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        if (type is not (Load or Dynamic) || offset >= (ulong)_length)
        {
            return;
        }

        var length = (int)Math.Min(size, (ulong)_length - offset);
        if (type == Dynamic)
        {
            _dynamic = ((int)offset, length);
        }
        else
        {
            var isCode = (BinaryPrimitives.ReadUInt32LittleEndian(header[4..]) & 1) != 0;
            _segments.Add(new ElfSegment((int)offset, length, BinaryPrimitives.ReadUInt64LittleEndian(header[16..]), isCode));
        }
    }
}

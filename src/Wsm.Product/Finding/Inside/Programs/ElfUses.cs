using System.Buffers.Binary;

namespace Wsm.Product.Finding.Inside.Programs;

/// <summary>
/// Finds where a program uses its strings. Go and Rust store strings side by side without an end, and only their users know how long each
/// is.
/// </summary>
/// <param name="from">Offset in the file: only what is used from here …</param>
/// <param name="to">… up to here counts.</param>
internal sealed class ElfUses(ElfFile file, byte[] content, int from, int to)
{
    /// <summary>No program has so many; memory stays bounded.</summary>
    private const int Most = 6_000_000;
    private const int LongestString = 2 << 20;
    private const int PointerLength = 8;
    private const int LoadAddressLength = 7;

    /// <summary>How far from an instruction that takes the address the one stands that takes the length, in bytes.</summary>
    private const int NearAmd64 = 64;
    private const int NearArm64 = 128;

    private readonly List<StringUse> _uses = [];

    /// <returns>Ordered by target; null when there are too many to be true.</returns>
    public List<StringUse>? Find()
    {
        foreach (var segment in file.Segments)
        {
            if (!segment.IsCode)
            {
                if (!file.IsRelocated)
                {
                    AddPointers(segment);
                }
            }
            else if (file.Machine == ElfFile.Amd64)
            {
                AddAmd64(segment);
            }
            else if (file.Machine == ElfFile.Arm64)
            {
                AddArm64(segment);
            }
        }

        foreach (var (at, target) in file.Relocations())
        {
            AddPointer(at, target);
        }

        _uses.Sort((left, right) => left.Target.CompareTo(right.Target));
        return _uses.Count < Most ? _uses : null;
    }

    /// <summary>Whether the code around a use names the length.</summary>
    public bool IsLength(StringUse use, int length) =>
        use.Length >= 0 ? use.Length == length
        : file.Machine == ElfFile.Arm64 ? HasArm64Constant(use.Site, length)
        : HasAmd64Constant(use.Site, length);

    /// <summary><c>LEA reg, [RIP + displacement]</c></summary>
    private void AddAmd64(ElfSegment segment)
    {
        var (at, end) = (segment.Offset + 1, segment.Offset + segment.Length - LoadAddressLength + 1);
        while (at < end && content.AsSpan(at, end - at).IndexOf((byte)0x8D) is >= 0 and var found)
        {
            at += found;
            if ((content[at - 1] & 0xF8) == 0x48 && (content[at + 1] & 0xC7) == 0x05)
            {
                var next = segment.Address + (ulong)(at - 1 + LoadAddressLength - segment.Offset);
                var displacement = BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(at + 2));
                Add(file.OffsetOf(next + (ulong)(long)displacement), at - 1, -1);
            }

            at++;
        }
    }

    /// <summary><c>ADRP Xd, page</c>, and shortly after it <c>ADD Xn, Xd, #offset</c></summary>
    private void AddArm64(ElfSegment segment)
    {
        var end = segment.Offset + segment.Length - 4;
        for (var at = segment.Offset; at < end; at += 4)
        {
            var word = Instruction(at);
            if ((word & 0x9F000000) != 0x90000000)
            {
                continue;
            }

            var pages = (int)(((word >> 5) & 0x7FFFF) << 2 | (word >> 29) & 3) << 11 >> 11;
            var page = (segment.Address + (ulong)(at - segment.Offset) & ~0xFFFUL) + (ulong)((long)pages << 12);
            for (var next = at + 4; next <= Math.Min(at + 16, end); next += 4)
            {
                var add = Instruction(next);
                if ((add & 0xFFC00000) == 0x91000000 && ((add >> 5) & 31) == (word & 31))
                {
                    Add(file.OffsetOf(page + ((add >> 10) & 0xFFF)), at, -1);
                    break;
                }
            }
        }
    }

    private void AddPointers(ElfSegment segment)
    {
        var first = (PointerLength - (int)(segment.Address % PointerLength)) % PointerLength;
        var lowest = file.Segments.Min(other => other.Address);
        var span = file.Segments.Max(other => other.Address + (ulong)other.Length) - lowest;
        for (var at = segment.Offset + first; at + PointerLength <= segment.Offset + segment.Length; at += PointerLength)
        {
            var value = BinaryPrimitives.ReadUInt64LittleEndian(content.AsSpan(at));
            if (value - lowest < span)
            {
                AddPointer(at, file.OffsetOf(value));
            }
        }
    }

    private void AddPointer(int at, int target)
    {
        if (target < from || target >= to)
        {
            return;
        }

        var place = at + PointerLength;
        var length = place + 8 <= content.Length ? BinaryPrimitives.ReadUInt64LittleEndian(content.AsSpan(place)) : 0;
        Add(target, at, length is > 0 and <= LongestString ? (int)length : -1);
    }

    private void Add(int target, int site, int length)
    {
        if (target >= from && target < to && _uses.Count < Most)
        {
            _uses.Add(new StringUse(target, site, length));
        }
    }

    private bool HasAmd64Constant(int site, int length)
    {
        Span<byte> wanted = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(wanted, length);
        var start = Math.Max(0, site - NearAmd64);
        var end = Math.Min(content.Length, site + LoadAddressLength + NearAmd64);
        return content.AsSpan(start, site - start).IndexOf(wanted) >= 0
            || content.AsSpan(site + LoadAddressLength, end - site - LoadAddressLength).IndexOf(wanted) >= 0;
    }

    /// <summary><c>MOVZ Xd, #length</c>, or <c>ORR Xd, XZR, #length</c> where the length is a run of ones.</summary>
    private bool HasArm64Constant(int site, int length)
    {
        for (var at = Math.Max(0, site - NearArm64); at <= Math.Min(content.Length - 4, site + NearArm64); at += 4)
        {
            var word = Instruction(at);
            if (
                ((word & 0x7FE00000) == 0x52800000 && ((word >> 5) & 0xFFFF) == length)
                || ((word & 0xFFC003E0) == 0xB24003E0 && BitMask(word) == (ulong)length)
            )
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The immediate of a logical instruction with elements of 64 bits: ones, rotated.</summary>
    private static ulong BitMask(uint word)
    {
        var ones = (int)((word >> 10) & 63) + 1;
        var mask = ones == 64 ? ulong.MaxValue : (1UL << ones) - 1;
        return ulong.RotateRight(mask, (int)((word >> 16) & 63));
    }

    private uint Instruction(int at) => BinaryPrimitives.ReadUInt32LittleEndian(content.AsSpan(at));
}

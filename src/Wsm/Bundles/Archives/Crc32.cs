using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmCrc32 = System.Runtime.Intrinsics.Arm.Crc32;

namespace Wsm.Bundles.Archives;

/// <summary>The checksum of a gzip member (RFC 1952 §8), computed as bytes stream by.</summary>
internal struct Crc32
{
    private const int FoldStride = 64;
    private static readonly uint[] Tables = BuildTables();
    private uint _complement;

    public readonly uint Value => _complement;

    public static uint Of(ReadOnlySpan<byte> data)
    {
        var crc = new Crc32();
        crc.Append(data);
        return crc.Value;
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        var state = ~_complement;
        if (Pclmulqdq.IsSupported && data.Length >= 2 * FoldStride)
        {
            var whole = data.Length & ~15;
            state = Fold(state, data[..whole]);
            data = data[whole..];
        }
        else if (ArmCrc32.Arm64.IsSupported)
        {
            foreach (var word in MemoryMarshal.Cast<byte, ulong>(data))
            {
                state = ArmCrc32.Arm64.ComputeCrc32(state, word);
            }

            data = data[(data.Length & ~7)..];
        }

        _complement = ~Slice(state, data);
    }

    /// <summary>
    /// Carry-less multiplication folds 64 bytes at a time into four accumulators, then into one, then reduces 128 bits to 32 by
    /// Barrett's method. The constants are powers of x modulo the polynomial, bit-reflected:
    /// x^(512±32), x^(128±32), x^64, and the polynomial with its reciprocal.
    /// </summary>
    private static uint Fold(uint state, ReadOnlySpan<byte> data)
    {
        var by512 = Vector128.Create(0x0154442bd4UL, 0x01c6e41596UL);
        var by128 = Vector128.Create(0x01751997d0UL, 0x00ccaa009eUL);
        var by64 = Vector128.Create(0x0163cd6124UL, 0UL);
        var barrett = Vector128.Create(0x01db710641UL, 0x01f7011641UL);
        var low32 = Vector128.Create(0xffffffffU, 0U, 0xffffffffU, 0U).AsUInt64();

        var blocks = MemoryMarshal.Cast<byte, Vector128<ulong>>(data);
        var a = blocks[0] ^ Vector128.CreateScalar(state).AsUInt64();
        var b = blocks[1];
        var c = blocks[2];
        var d = blocks[3];
        blocks = blocks[4..];
        while (blocks.Length >= 4)
        {
            a = Step(a, by512, blocks[0]);
            b = Step(b, by512, blocks[1]);
            c = Step(c, by512, blocks[2]);
            d = Step(d, by512, blocks[3]);
            blocks = blocks[4..];
        }

        a = Step(a, by128, b);
        a = Step(a, by128, c);
        a = Step(a, by128, d);
        foreach (var block in blocks)
        {
            a = Step(a, by128, block);
        }

        a = Sse2.ShiftRightLogical128BitLane(a, 8) ^ Pclmulqdq.CarrylessMultiply(a, by128, 0x10);
        a = Sse2.ShiftRightLogical128BitLane(a, 4) ^ Pclmulqdq.CarrylessMultiply(a & low32, by64, 0x00);
        var quotient = Pclmulqdq.CarrylessMultiply(a & low32, barrett, 0x10) & low32;
        a ^= Pclmulqdq.CarrylessMultiply(quotient, barrett, 0x00);
        return a.AsUInt32()[1];
    }

    private static Vector128<ulong> Step(Vector128<ulong> state, Vector128<ulong> power, Vector128<ulong> next) =>
        Pclmulqdq.CarrylessMultiply(state, power, 0x00) ^ Pclmulqdq.CarrylessMultiply(state, power, 0x11) ^ next;

    private static uint Slice(uint state, ReadOnlySpan<byte> data)
    {
        var t = Tables;
        while (data.Length >= 8)
        {
            var low = state ^ BitConverter.ToUInt32(data);
            var high = BitConverter.ToUInt32(data[4..]);
            state =
                t[0x700 | (low & 0xff)]
                ^ t[0x600 | (low >> 8 & 0xff)]
                ^ t[0x500 | (low >> 16 & 0xff)]
                ^ t[0x400 | low >> 24]
                ^ t[0x300 | (high & 0xff)]
                ^ t[0x200 | (high >> 8 & 0xff)]
                ^ t[0x100 | (high >> 16 & 0xff)]
                ^ t[high >> 24];
            data = data[8..];
        }

        foreach (var value in data)
        {
            state = t[(state ^ value) & 0xff] ^ state >> 8;
        }

        return state;
    }

    private static uint[] BuildTables()
    {
        var tables = new uint[8 * 256];
        for (var i = 0u; i < 256; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
            {
                value = value >> 1 ^ ((value & 1) == 0 ? 0 : 0xedb88320u);
            }

            tables[i] = value;
        }

        for (var i = 256; i < tables.Length; i++)
        {
            tables[i] = tables[i - 256] >> 8 ^ tables[tables[i - 256] & 0xff];
        }

        return tables;
    }
}

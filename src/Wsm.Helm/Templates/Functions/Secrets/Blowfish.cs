using System.Numerics;

namespace Wsm.Helm.Templates.Functions.Secrets;

/// <summary>Blowfish as bcrypt uses it: the key schedule, and encryption of pairs of words.</summary>
internal sealed class Blowfish
{
    private const int Rounds = 16;
    private const int SubkeyCount = Rounds + 2;
    private const int BoxSize = 256;

    private static readonly Lazy<uint[]> Initial = new(DigitsOfPi);

    private readonly uint[] _words = (uint[])Initial.Value.Clone();

    /// <summary>Mixes key and salt into the tables. Without a salt the tables are filled from zeros.</summary>
    public void Expand(ReadOnlySpan<byte> key, ReadOnlySpan<byte> salt)
    {
        var at = 0;
        for (var i = 0; i < SubkeyCount; i++)
            _words[i] ^= NextWord(key, ref at);
        uint left = 0,
            right = 0;
        at = 0;
        for (var i = 0; i < _words.Length; i += 2)
        {
            if (!salt.IsEmpty)
            {
                left ^= NextWord(salt, ref at);
                right ^= NextWord(salt, ref at);
            }

            Encrypt(ref left, ref right);
            _words[i] = left;
            _words[i + 1] = right;
        }
    }

    public void Encrypt(ref uint left, ref uint right)
    {
        for (var i = 0; i < Rounds; i += 2)
        {
            left ^= _words[i];
            right ^= Mix(left);
            right ^= _words[i + 1];
            left ^= Mix(right);
        }

        (left, right) = (right ^ _words[Rounds + 1], left ^ _words[Rounds]);
    }

    private uint Mix(uint word)
    {
        var boxes = _words.AsSpan(SubkeyCount);
        return ((boxes[(int)(word >> 24)] + boxes[BoxSize + (int)((word >> 16) & 0xFF)]) ^ boxes[(2 * BoxSize) + (int)((word >> 8) & 0xFF)])
            + boxes[(3 * BoxSize) + (int)(word & 0xFF)];
    }

    /// <summary>Four bytes, going round and round.</summary>
    private static uint NextWord(ReadOnlySpan<byte> bytes, ref int at)
    {
        uint word = 0;
        for (var i = 0; i < 4; i++)
        {
            word = (word << 8) | bytes[at];
            at = at + 1 == bytes.Length ? 0 : at + 1;
        }

        return word;
    }

    /// <summary>The tables begin as the digits of π behind the point: cheaper to compute (Machin's formula) than to list.</summary>
    private static uint[] DigitsOfPi()
    {
        const int Words = SubkeyCount + (4 * BoxSize);
        const int Spare = 64;
        var one = BigInteger.One << ((Words * 32) + Spare);
        var pi = 4 * ((4 * ArcTangent(one, 5)) - ArcTangent(one, 239));
        var digits = (pi - (3 * one)) >> Spare;
        var bytes = digits.ToByteArray(isUnsigned: true, isBigEndian: true);
        var words = new uint[Words];
        // Leading zeros are not written; π's first hexadecimal digit behind the point is 2, so there are none.
        for (var i = 0; i < Words; i++)
            words[i] = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(i * 4));
        return words;
    }

    /// <summary>Of 1 / <paramref name="reciprocal"/>, as a multiple of <paramref name="one"/>.</summary>
    private static BigInteger ArcTangent(BigInteger one, int reciprocal)
    {
        var power = one / reciprocal;
        var sum = power;
        for (var n = 3; !power.IsZero; n += 2)
        {
            power /= -(reciprocal * reciprocal);
            sum += power / n;
        }

        return sum;
    }
}

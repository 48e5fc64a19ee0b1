using System.Text;
using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions.Encodings;

/// <summary>Standard Base32 (RFC 4648, section 6) as Go encodes and decodes it.</summary>
internal static class Base32
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder((bytes.Length + 4) / 5 * 8);
        for (; !bytes.IsEmpty; bytes = bytes[Math.Min(5, bytes.Length)..])
        {
            ulong bits = 0;
            for (var i = 0; i < 5; i++)
            {
                bits = (bits << 8) | (i < bytes.Length ? bytes[i] : 0u);
            }

            var digits = ((Math.Min(5, bytes.Length) * 8) + 4) / 5;
            for (var i = 0; i < 8; i++)
            {
                text.Append(i < digits ? Alphabet[(int)(bits >> (35 - (5 * i))) & 31] : '=');
            }
        }

        return text.ToString();
    }

    /// <returns>Null when the text is no Base32; <paramref name="error"/> then has Go's message.</returns>
    public static byte[]? Decode(string text, out string error)
    {
        var source = GoText.ToBytes(text.Replace("\r", "").Replace("\n", ""));
        var result = new List<byte>(source.Length * 5 / 8);
        error = "";
        for (var at = 0; at < source.Length; )
        {
            var corrupt = DecodeGroup(source, ref at, result);
            if (corrupt < 0)
            {
                continue;
            }

            error = $"illegal base32 data at input byte {corrupt}";
            return null;
        }

        return [.. result];
    }

    private static int DecodeGroup(byte[] source, ref int at, List<byte> result)
    {
        ulong bits = 0;
        var digits = 0;
        for (; digits < 8; digits++)
        {
            if (at == source.Length)
            {
                return at - digits;
            }

            var character = source[at++];
            var left = source.Length - at;
            if (character == '=' && digits >= 2 && left < 8)
            {
                var corrupt = CheckPadding(source, at, digits);
                if (corrupt >= 0)
                {
                    return corrupt;
                }

                at = source.Length;
                break;
            }

            var digit = Alphabet.IndexOf((char)character);
            if (digit < 0)
            {
                return at - 1;
            }

            bits = (bits << 5) | (uint)digit;
        }

        bits <<= 5 * (8 - digits);
        for (var i = 0; i < digits * 5 / 8; i++)
        {
            result.Add((byte)(bits >> (32 - (8 * i))));
        }

        return -1;
    }

    private static int CheckPadding(byte[] source, int at, int digits)
    {
        if (source.Length - at + digits < 7)
        {
            return source.Length;
        }

        for (var i = 0; i < 7 - digits; i++)
        {
            if (at + i < source.Length && source[at + i] != '=')
            {
                return at + i - 1;
            }
        }

        return digits is 3 or 6 ? at - 1 : -1;
    }
}

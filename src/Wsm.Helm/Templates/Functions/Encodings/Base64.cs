using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions.Encodings;

/// <summary>Standard Base64 as Go decodes it: line ends are skipped, and an error names the byte where it was noticed.</summary>
internal static class Base64
{
    /// <returns>Null when the text is no Base64; <paramref name="error"/> then has Go's message.</returns>
    public static byte[]? Decode(string text, out string error)
    {
        var source = GoText.ToBytes(text);
        error = "";
        var buffer = new byte[(source.Length / 4 * 3) + 3];
        var at = 0;
        var written = 0;
        while (at < source.Length)
        {
            var corrupt = DecodeQuantum(source, ref at, buffer.AsSpan(written), out var count);
            if (corrupt >= 0)
            {
                error = $"illegal base64 data at input byte {corrupt}";
                return null;
            }

            written += count;
        }

        return buffer[..written];
    }

    /// <summary>Four characters, or fewer and padding. Gives the position of the corruption, or -1.</summary>
    private static int DecodeQuantum(byte[] source, ref int at, Span<byte> target, out int count)
    {
        count = 0;
        uint bits = 0;
        var digits = 0;
        while (digits < 4)
        {
            if (at == source.Length)
            {
                if (digits == 0)
                {
                    return -1;
                }

                return at - digits;
            }

            var character = source[at++];
            var digit = DigitOf(character);
            if (digit >= 0)
            {
                bits = (bits << 6) | (uint)digit;
                digits++;
            }
            else if (character == '=')
            {
                var corrupt = ReadPadding(source, ref at, digits);
                if (corrupt >= 0)
                {
                    return corrupt;
                }

                break;
            }
            else if (character is not ((byte)'\n' or (byte)'\r'))
            {
                return at - 1;
            }
        }

        bits <<= 6 * (4 - digits);
        count = digits - 1;
        for (var i = 0; i < count; i++)
        {
            target[i] = (byte)(bits >> (16 - (8 * i)));
        }

        return -1;
    }

    private static int ReadPadding(byte[] source, ref int at, int digits)
    {
        if (digits < 2)
        {
            return at - 1;
        }

        if (digits == 2)
        {
            SkipLineEnds(source, ref at);
            if (at == source.Length)
            {
                return source.Length;
            }

            if (source[at] != '=')
            {
                return at - 1;
            }

            at++;
        }

        SkipLineEnds(source, ref at);
        return at < source.Length ? at : -1;
    }

    private static void SkipLineEnds(byte[] source, ref int at)
    {
        while (at < source.Length && source[at] is (byte)'\n' or (byte)'\r')
        {
            at++;
        }
    }

    private static int DigitOf(byte character) =>
        character switch
        {
            >= (byte)'A' and <= (byte)'Z' => character - 'A',
            >= (byte)'a' and <= (byte)'z' => character - 'a' + 26,
            >= (byte)'0' and <= (byte)'9' => character - '0' + 52,
            (byte)'+' => 62,
            (byte)'/' => 63,
            _ => -1,
        };
}

namespace Wsm.Helm.Data.Yaml;

/// <summary>What go-yaml says of bytes that are no UTF-8.</summary>
internal static class Utf8Problem
{
    /// <summary>Null when all is well.</summary>
    public static string? Of(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var next = text.AsSpan(at).IndexOfAnyInRange('\uD800', '\uDFFF');
            if (next < 0)
            {
                return null;
            }

            at += next;
            if (GoText.IsStrayByte(text[at]))
            {
                return Of(GoText.ToBytes(text.AsSpan(at, Math.Min(4, text.Length - at))));
            }

            // A character of two units.
            at++;
        }

        return null;
    }

    private static string Of(ReadOnlySpan<byte> bytes)
    {
        var width = bytes[0] switch
        {
            >= 0xC0 and < 0xE0 => 2,
            >= 0xE0 and < 0xF0 => 3,
            >= 0xF0 and < 0xF8 => 4,
            _ => 0,
        };
        if (width == 0)
        {
            return "invalid leading UTF-8 octet";
        }

        if (bytes.Length < width)
        {
            return "incomplete UTF-8 octet sequence";
        }

        foreach (var octet in bytes[1..width])
        {
            if ((octet & 0xC0) != 0x80)
            {
                return "invalid trailing UTF-8 octet";
            }
        }

        return IsTooLong(bytes, width) ? "invalid length of a UTF-8 sequence" : "invalid Unicode character";
    }

    private static bool IsTooLong(ReadOnlySpan<byte> bytes, int width) =>
        width switch
        {
            2 => bytes[0] < 0xC2,
            3 => bytes[0] == 0xE0 && bytes[1] < 0xA0,
            _ => bytes[0] == 0xF0 && bytes[1] < 0x90,
        };
}

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Syntax;

/// <summary>Reads Go's string and rune literals. Bytes given as <c>\x</c> or octal make up UTF-8, as in Go.</summary>
internal static class GoUnquote
{
    public static bool TryString(string quoted, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (quoted.Length < 2)
        {
            return false;
        }

        var inner = quoted.AsSpan(1, quoted.Length - 2);
        if (quoted[0] == '`')
        {
            // Carriage returns are dropped from raw strings.
            text = inner.ToString().Replace("\r", "");
            return true;
        }

        if (inner.IndexOf('\\') < 0)
        {
            text = inner.ToString();
            return true;
        }

        var bytes = new List<byte>(inner.Length);
        Span<byte> encoded = stackalloc byte[4];
        while (inner.Length > 0)
        {
            if (!TryCharacter(ref inner, '"', out var code, out var isByte))
            {
                return false;
            }

            if (isByte)
            {
                bytes.Add((byte)code);
            }
            else
            {
                bytes.AddRange(encoded[..new Rune(code).EncodeToUtf8(encoded)]);
            }
        }

        text = GoText.FromBytes(bytes.ToArray());
        return true;
    }

    /// <summary>Takes one character or escape off the front.</summary>
    /// <param name="text">What is left to read.</param>
    /// <param name="quote">The quote that may be escaped.</param>
    /// <param name="code">The code point, or the byte.</param>
    /// <param name="isByte">Given as <c>\x</c> or octal: a byte of UTF-8 rather than a code point.</param>
    public static bool TryCharacter(ref ReadOnlySpan<char> text, char quote, out int code, out bool isByte)
    {
        isByte = false;
        code = 0;
        if (text.IsEmpty || (text[0] == quote))
        {
            return false;
        }

        if (text[0] != '\\')
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var length) != System.Buffers.OperationStatus.Done)
            {
                rune = Rune.ReplacementChar;
            }

            code = rune.Value;
            text = text[length..];
            return true;
        }

        if (text.Length < 2)
        {
            return false;
        }

        var letter = text[1];
        text = text[2..];
        code = letter switch
        {
            'a' => 7,
            'b' => 8,
            'f' => 12,
            'n' => 10,
            'r' => 13,
            't' => 9,
            'v' => 11,
            '\\' => '\\',
            _ => -1,
        };
        if (code >= 0)
        {
            return true;
        }

        switch (letter)
        {
            case 'x':
                isByte = true;
                return TryHex(ref text, 2, out code);
            case 'u':
                return TryHex(ref text, 4, out code) && Rune.IsValid(code);
            case 'U':
                return TryHex(ref text, 8, out code) && Rune.IsValid(code);
            case >= '0' and <= '7':
                isByte = true;
                return TryOctal(ref text, letter, out code);
            case '\'' or '"' when letter == quote:
                code = letter;
                return true;
            default:
                return false;
        }
    }

    private static bool TryHex(ref ReadOnlySpan<char> text, int digits, out int code)
    {
        code = 0;
        if (text.Length < digits || !int.TryParse(text[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out code))
        {
            return false;
        }

        text = text[digits..];
        return true;
    }

    private static bool TryOctal(ref ReadOnlySpan<char> text, char first, out int code)
    {
        code = first - '0';
        if (text.Length < 2)
        {
            return false;
        }

        for (var i = 0; i < 2; i++)
        {
            if (text[i] is < '0' or > '7')
            {
                return false;
            }

            code = (code * 8) + (text[i] - '0');
        }

        text = text[2..];
        return code <= 255;
    }
}

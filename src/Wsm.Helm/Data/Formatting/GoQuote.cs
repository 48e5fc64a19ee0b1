using System.Globalization;
using System.Text;

namespace Wsm.Helm.Data.Formatting;

/// <summary>Go's string and rune literals, as <c>strconv.Quote</c> and its family write them.</summary>
internal static class GoQuote
{
    public static string Quote(string text, bool ascii = false)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        for (var at = 0; at < text.Length; )
        {
            if (Rune.TryGetRuneAt(text, at, out var rune))
            {
                AppendEscaped(quoted, rune, '"', ascii);
                at += rune.Utf16SequenceLength;
            }
            else
            {
                quoted.Append("\\x").Append(((byte)text[at++]).ToString("x2"));
            }
        }

        return quoted.Append('"').ToString();
    }

    public static string QuoteRune(int code, bool ascii = false)
    {
        var rune = Rune.IsValid(code) ? new Rune(code) : Rune.ReplacementChar;
        var quoted = new StringBuilder().Append('\'');
        AppendEscaped(quoted, rune, '\'', ascii);
        return quoted.Append('\'').ToString();
    }

    /// <summary>Whether a raw string literal can hold the text: one line of UTF-8, no control characters but tab, no backquote.</summary>
    public static bool CanBackquote(string text)
    {
        for (var at = 0; at < text.Length; )
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune))
            {
                return false;
            }

            if (rune.Value is '`' or 0x7F or 0xFEFF || (rune.Value < ' ' && rune.Value != '\t'))
            {
                return false;
            }

            at += rune.Utf16SequenceLength;
        }

        return true;
    }

    /// <summary>Go's <c>unicode.IsPrint</c>: letters, marks, numbers, punctuation, symbols, and the ASCII space.</summary>
    public static bool IsPrint(Rune rune)
    {
        if (rune.IsAscii)
        {
            return rune.Value is >= 0x20 and < 0x7F;
        }

        return Rune.GetUnicodeCategory(rune)
            is not (
                UnicodeCategory.Control
                or UnicodeCategory.Format
                or UnicodeCategory.Surrogate
                or UnicodeCategory.PrivateUse
                or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                or UnicodeCategory.SpaceSeparator
            );
    }

    private static void AppendEscaped(StringBuilder quoted, Rune rune, char quote, bool ascii)
    {
        var code = rune.Value;
        if (code == quote || code == '\\')
        {
            quoted.Append('\\').Append((char)code);
            return;
        }

        if (ascii ? code < 0x80 && IsPrint(rune) : IsPrint(rune))
        {
            quoted.Append(rune);
            return;
        }

        var letter = code switch
        {
            7 => 'a',
            8 => 'b',
            9 => 't',
            10 => 'n',
            11 => 'v',
            12 => 'f',
            13 => 'r',
            _ => '\0',
        };
        if (letter != '\0')
        {
            quoted.Append('\\').Append(letter);
        }
        else if (code < ' ' || code == 0x7F)
        {
            quoted.Append("\\x").Append(code.ToString("x2"));
        }
        else if (code < 0x10000)
        {
            quoted.Append("\\u").Append(code.ToString("x4"));
        }
        else
        {
            quoted.Append("\\U").Append(code.ToString("x8"));
        }
    }
}

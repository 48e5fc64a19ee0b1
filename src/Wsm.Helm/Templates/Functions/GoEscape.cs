using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Templates.Functions;

/// <summary>html, js and urlquery: what print would give, escaped.</summary>
internal static class GoEscape
{
    public static Value Html(Value[] arguments) => Escape(arguments, static rune => rune.Value switch
            {
                0 => "\uFFFD",
                '"' => "&#34;",
                '\'' => "&#39;",
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                _ => null,
            });

    public static Value JavaScript(Value[] arguments) => Escape(arguments, static rune => rune.Value switch
            {
                '\\' => "\\\\",
                '\'' => "\\'",
                '"' => "\\\"",
                '<' => "\\u003C",
                '>' => "\\u003E",
                '&' => "\\u0026",
                '=' => "\\u003D",
                < ' ' => "\\u" + rune.Value.ToString("X4"),
                >= 0x80 when !GoQuote.IsPrint(rune) => "\\u" + rune.Value.ToString("X4"),
                _ => null,
            });

    public static Value UrlQuery(Value[] arguments) => Escape(arguments, static rune =>
        {
            if (rune.Value == ' ')
            {
                return "+";
            }

            if (rune.IsAscii && (char.IsAsciiLetterOrDigit((char)rune.Value) || rune.Value is '-' or '_' or '.' or '~'))
            {
                return null;
            }

            Span<byte> bytes = stackalloc byte[4];
            var escaped = new StringBuilder();
            foreach (var part in bytes[..rune.EncodeToUtf8(bytes)])
            {
                escaped.Append('%').Append(part.ToString("X2"));
            }

            return escaped.ToString();
        });

    /// <param name="arguments">What to print.</param>
    /// <param name="replacement">What stands for a character; null: itself.</param>
    private static Value Escape(Value[] arguments, Func<Rune, string?> replacement)
    {
        var printed = Printed(arguments);
        var text = (string)printed.Data!;
        var escaped = new TracedText();
        var kept = 0;
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (replacement(rune) is { } other)
            {
                escaped.Append(text, printed.Trace, kept, at - kept);
                escaped.AppendDerived(other, TracedText.Slice(printed.Trace, at, rune.Utf16SequenceLength, text.Length));
                kept = at + rune.Utf16SequenceLength;
            }

            at += rune.Utf16SequenceLength;
        }

        if (kept == 0)
        {
            return printed;
        }

        escaped.Append(text, printed.Trace, kept, text.Length - kept);
        return Value.Of(escaped.ToString(), escaped.Trace());
    }

    private static Value Printed(Value[] arguments)
    {
        if (arguments is [{ Data: string }])
        {
            return arguments[0];
        }

        var printable = new Value[arguments.Length];
        for (var i = 0; i < printable.Length; i++)
        {
            printable[i] = arguments[i].IsNil ? Value.Of(NoValue.Text, arguments[i].Trace) : arguments[i];
        }

        return GoFormat.Sprint(printable);
    }
}

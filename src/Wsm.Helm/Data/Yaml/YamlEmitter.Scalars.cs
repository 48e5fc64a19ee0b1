using System.Globalization;
using Wsm.Helm.Provenance;
using static Wsm.Helm.Data.Yaml.YamlCharacters;

namespace Wsm.Helm.Data.Yaml;

internal abstract partial class YamlEmitter
{
    private void WritePlain(string text, Trace? trace, int indent, bool fold)
    {
        Space();
        WriteFolded(text, trace, indent, fold, quoted: false);
        _blankBefore = _indenting = false;
    }

    private void WriteSingleQuoted(string text, Trace? trace, int indent, bool fold)
    {
        WriteIndicator("'", true, false, false);
        WriteFolded(text, trace, indent, fold, quoted: true);
        WriteIndicator("'", false, false, false);
        _blankBefore = _indenting = false;
    }

    private void WriteFolded(string text, Trace? trace, int indent, bool fold, bool quoted)
    {
        var from = 0;
        var afterSpace = false;
        var afterBreak = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == ' ')
            {
                // The column of this space is that of what is written, and of what waits to be.
                if (fold && !afterSpace && _column + (i - from) > _bestWidth && i > 0 && i < text.Length - 1 && text[i + 1] != ' ')
                {
                    Flush(i);
                    WriteIndent(indent);
                    from = i + 1;
                }

                afterSpace = true;
                continue;
            }

            if (IsBreak(c))
            {
                Flush(i);
                if (!afterBreak && c == '\n')
                {
                    WriteBreak();
                }

                WriteBreakOf(c);
                from = i + 1;
                _indenting = afterBreak = true;
                continue;
            }

            if (afterBreak)
            {
                Flush(i);
                WriteIndent(indent);
                from = i;
            }

            if (c == '\'' && quoted)
            {
                Flush(i);
                _out.Append('\'');
                _column++;
                from = i;
            }

            _indenting = afterSpace = afterBreak = false;
        }

        Flush(text.Length);

        void Flush(int to)
        {
            _out.Append(text, trace, from, to - from);
            _column += to - from;
        }
    }

    private void WriteDoubleQuoted(string text, Trace? trace, int indent, bool fold)
    {
        WriteIndicator("\"", true, false, false);
        // libyaml asks for a byte order mark at the wrong place: one at the start makes it escape everything.
        var escapeAll = text.StartsWith('\uFEFF');
        var from = 0;
        var afterSpace = false;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (escapeAll || c is '"' or '\\' || IsBreak(c) || !YamlScalarForm.IsPrintable(c))
            {
                Flush(i);
                var width = char.IsHighSurrogate(c) && i + 1 < text.Length ? 2 : 1;
                var escape = Escape(char.ConvertToUtf32(text, i));
                _out.AppendDerived(escape, TracedText.Slice(trace, i, width, text.Length));
                _column += escape.Length;
                i += width - 1;
                from = i + 1;
                afterSpace = false;
            }
            else if (c == ' ')
            {
                if (fold && !afterSpace && _column + (i - from) > _bestWidth && i > 0 && i < text.Length - 1)
                {
                    Flush(i);
                    WriteIndent(indent);
                    if (text[i + 1] == ' ')
                    {
                        _out.Append('\\');
                        _column++;
                    }

                    from = i + 1;
                }

                afterSpace = true;
            }
            else
            {
                afterSpace = false;
            }
        }

        Flush(text.Length);
        WriteIndicator("\"", false, false, false);
        _blankBefore = _indenting = false;

        void Flush(int to)
        {
            _out.Append(text, trace, from, to - from);
            _column += to - from;
        }
    }

    private static string Escape(int rune) =>
        rune switch
        {
            0x00 => "\\0",
            0x07 => "\\a",
            0x08 => "\\b",
            0x09 => "\\t",
            0x0A => "\\n",
            0x0B => "\\v",
            0x0C => "\\f",
            0x0D => "\\r",
            0x1B => "\\e",
            0x22 => "\\\"",
            0x5C => "\\\\",
            0x85 => "\\N",
            0xA0 => "\\_",
            0x2028 => "\\L",
            0x2029 => "\\P",
            <= 0xFF => "\\x" + rune.ToString("X2", CultureInfo.InvariantCulture),
            <= 0xFFFF => "\\u" + rune.ToString("X4", CultureInfo.InvariantCulture),
            _ => "\\U" + rune.ToString("X8", CultureInfo.InvariantCulture),
        };

    private void WriteLiteral(string text, Trace? trace, int indent)
    {
        WriteIndicator("|", true, false, false);
        if (text[0] == ' ' || IsBreak(text[0]))
        {
            WriteIndicator(IndentWidth.ToString(CultureInfo.InvariantCulture), false, false, false);
        }

        if (!IsBreak(text[^1]))
        {
            WriteIndicator("-", false, false, false);
        }
        else if (text.Length == 1 || IsBreak(text[^2]))
        {
            WriteIndicator("+", false, false, false);
        }

        WriteBreak();
        _indenting = _blankBefore = true;
        for (var i = 0; i < text.Length; )
        {
            if (IsBreak(text[i]))
            {
                WriteBreakOf(text[i++]);
                _indenting = true;
                continue;
            }

            WriteIndent(indent);
            var from = i;
            while (i < text.Length && !IsBreak(text[i]))
            {
                i++;
            }

            _out.Append(text, trace, from, i - from);
            _column += i - from;
            _indenting = false;
        }
    }

    private void WriteBreakOf(char lineBreak)
    {
        _out.Append(lineBreak);
        _column = 0;
    }
}

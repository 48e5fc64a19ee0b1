using System.Text;
using static Wsm.Helm.Data.Yaml.YamlCharacters;

namespace Wsm.Helm.Data.Yaml;

internal sealed partial class YamlScanner
{
    private void FetchAnchor(YamlTokenKind kind)
    {
        SaveSimpleKey();
        _simpleKeyAllowed = false;
        var start = Mark;
        _position++;
        var name = ReadWord();
        if (name.Length == 0 || !(IsBlankOrEnd(Current) || Current is '?' or ':' or ',' or ']' or '}' or '%' or '@' or '`'))
        {
            throw Error("did not find expected alphabetic or numeric character");
        }

        Add(new YamlToken(kind, start, name));
    }

    private void FetchTag()
    {
        SaveSimpleKey();
        _simpleKeyAllowed = false;
        var start = Mark;
        string handle,
            suffix;
        if (At(1) == '<')
        {
            _position += 2;
            handle = "";
            suffix = ReadUri("");
            if (Current != '>')
            {
                throw Error("did not find the expected '>'");
            }

            _position++;
        }
        else
        {
            handle = ReadHandle(directive: false);
            if (handle.Length > 1 && handle[^1] == '!')
            {
                suffix = ReadUri("");
            }
            else
            {
                suffix = ReadUri(handle);
                // The tag "!" alone is no handle but a whole tag: "not resolved".
                (handle, suffix) = suffix.Length == 0 ? ("", "!") : ("!", suffix);
            }
        }

        if (!IsBlankOrEnd(Current))
        {
            throw Error("did not find expected whitespace or line break");
        }

        Add(new YamlToken(YamlTokenKind.Tag, start, handle, suffix));
    }

    private void FetchDirective()
    {
        Unroll(-1);
        DropSimpleKey();
        _simpleKeyAllowed = false;
        var start = Mark;
        _position++;
        var name = ReadWord();
        if (name.Length == 0)
        {
            throw Error("could not find expected directive name");
        }

        if (!IsBlankOrEnd(Current))
        {
            throw Error("found unexpected non-alphabetical character");
        }

        SkipBlanks();
        Add(
            name switch
            {
                "YAML" => new YamlToken(YamlTokenKind.VersionDirective, start, ReadVersion()),
                "TAG" => ReadTagDirective(start),
                _ => throw Error("found unknown directive name"),
            }
        );
        SkipBlanks();
        if (Current == '#')
        {
            SkipToBreak();
        }

        if (!IsBreakOrEnd(Current))
        {
            throw Error("did not find expected comment or line break");
        }

        if (Current != '\0')
        {
            SkipBreak();
        }
    }

    private YamlToken ReadTagDirective(YamlMark start)
    {
        var handle = ReadHandle(directive: true);
        if (!IsBlank(Current))
        {
            throw Error("did not find expected whitespace");
        }

        SkipBlanks();
        var prefix = ReadUri("");
        if (!IsBlankOrEnd(Current))
        {
            throw Error("did not find expected whitespace or line break");
        }

        return new YamlToken(YamlTokenKind.TagDirective, start, handle, prefix);
    }

    private string ReadVersion()
    {
        var major = ReadVersionNumber();
        if (Current != '.')
        {
            throw Error("did not find expected digit or '.' character");
        }

        _position++;
        return $"{major}.{ReadVersionNumber()}";
    }

    private int ReadVersionNumber()
    {
        var (value, length) = (0, 0);
        for (; char.IsAsciiDigit(Current); _position++)
        {
            if (++length > 2)
            {
                throw Error("found extremely long version number");
            }

            value = (value * 10) + (Current - '0');
        }

        return length > 0 ? value : throw Error("did not find expected version number");
    }

    private string ReadHandle(bool directive)
    {
        var from = _position;
        if (Current != '!')
        {
            throw Error("did not find expected '!'");
        }

        _position++;
        while (IsWord(Current))
        {
            _position++;
        }

        if (Current == '!')
        {
            _position++;
        }
        else if (directive && _position - from > 1)
        {
            throw Error("did not find expected '!'");
        }

        return _text[from.._position];
    }

    /// <summary>
    /// The rest of a tag. <paramref name="head"/> is what looked like its handle: its text behind the <c>!</c> belongs to the tag.
    /// </summary>
    private string ReadUri(string head)
    {
        var uri = new StringBuilder().Append(head.AsSpan(Math.Min(head.Length, 1)));
        var any = head.Length > 0;
        while (
            IsWord(Current)
            || Current
                is ';'
                    or '/'
                    or '?'
                    or ':'
                    or '@'
                    or '&'
                    or '='
                    or '+'
                    or '$'
                    or ','
                    or '.'
                    or '!'
                    or '~'
                    or '*'
                    or '\''
                    or '('
                    or ')'
                    or '['
                    or ']'
                    or '%'
        )
        {
            if (Current == '%')
            {
                ReadUriEscape(uri);
            }
            else
            {
                uri.Append(_text[_position++]);
            }

            any = true;
        }

        return any ? uri.ToString() : throw Error("did not find expected tag URI");
    }

    /// <summary>One character in percent-encoded UTF-8.</summary>
    private void ReadUriEscape(StringBuilder uri)
    {
        Span<byte> bytes = stackalloc byte[4];
        var (length, wanted) = (0, 1);
        while (length < wanted)
        {
            if (Current != '%' || !char.IsAsciiHexDigit(At(1)) || !char.IsAsciiHexDigit(At(2)))
            {
                throw Error("did not find URI escaped octet");
            }

            var octet = Convert.ToByte(_text.Substring(_position + 1, 2), 16);
            if (length == 0)
            {
                wanted = octet switch
                {
                    < 0x80 => 1,
                    >= 0xC0 and < 0xE0 => 2,
                    >= 0xE0 and < 0xF0 => 3,
                    >= 0xF0 and < 0xF8 => 4,
                    _ => 0,
                };
            }

            if (wanted == 0)
            {
                throw Error("found an incorrect leading UTF-8 octet");
            }

            if (length > 0 && (octet & 0xC0) != 0x80)
            {
                throw Error("found an incorrect trailing UTF-8 octet");
            }

            bytes[length++] = octet;
            _position += 3;
        }

        uri.Append(Encoding.UTF8.GetString(bytes[..length]));
    }

    private string ReadWord()
    {
        var from = _position;
        while (IsWord(Current))
        {
            _position++;
        }

        return _text[from.._position];
    }

    private void SkipBlanks()
    {
        while (IsBlank(Current))
        {
            _position++;
        }
    }
}

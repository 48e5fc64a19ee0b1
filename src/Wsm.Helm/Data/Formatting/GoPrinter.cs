using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace Wsm.Helm.Data.Formatting;

/// <summary>Prints one value under one verb as Go's <c>fmt</c> does, mistakes (<c>%!d(string=x)</c>) included.</summary>
internal sealed partial class GoPrinter
{
    /// <summary>Longer text can only come of a map that holds itself.</summary>
    private const int MaxLength = 256 * 1024 * 1024;

    private readonly StringBuilder _out = new();

    public FormatFlags Flags = FormatFlags.None;

    public string Take()
    {
        var text = _out.ToString();
        _out.Clear();
        return text;
    }

    public void Print(object? data, Rune verb)
    {
        if (data is null)
        {
            if (verb.Value is 'T' or 'v')
            {
                Pad("<nil>");
            }
            else
            {
                BadVerb(null, verb);
            }

            return;
        }

        switch (verb.Value)
        {
            case 'T':
                Pad(Truncated(GoTypes.NameOf(data)));
                break;
            case 'p':
                BadVerb(data, verb);
                break;
            default:
                PrintValue(data, verb, 0);
                break;
        }
    }

    private void PrintValue(object? data, Rune verb, int depth)
    {
        if (_out.Length > MaxLength || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new FunctionException("cannot print a value that contains itself");
        }

        switch (data)
        {
            case null:
                _out.Append(Flags.GoSyntax ? "interface {}(nil)" : "<nil>");
                break;
            case string text:
                PrintString(text, verb);
                break;
            case bool truth:
                if (verb.Value is 't' or 'v')
                {
                    Pad(truth ? "true" : "false");
                }
                else
                {
                    BadVerb(data, verb);
                }

                break;
            case double number:
                PrintFloat(number, verb, data);
                break;
            case float number:
                PrintFloat(number, verb, data);
                break;
            case Complex number:
                PrintComplex(number, verb);
                break;
            case byte[] bytes:
                PrintBytes(bytes, verb);
                break;
            case MapValue map:
                PrintMap(map, verb, depth);
                break;
            case ListValue list:
                PrintList(list, verb, depth);
                break;
            case GoObject value:
                PrintObject(value, verb);
                break;
            default:
                if (GoTypes.TryInteger(data, out var signed))
                {
                    PrintInteger(signed < 0 ? (ulong)-signed : (ulong)signed, signed < 0, true, verb, data);
                }
                else if (GoTypes.TryUnsigned(data, out var unsigned))
                {
                    PrintInteger(unsigned, false, false, verb, data);
                }
                else
                {
                    throw new InvalidOperationException($"A template value cannot hold a {data.GetType()}.");
                }

                break;
        }
    }

    private void PrintMap(MapValue map, Rune verb, int depth)
    {
        _out.Append(Flags.GoSyntax ? map.TypeName + "{" : "map[");
        var first = true;
        foreach (var key in map.SortedKeys())
        {
            if (!first)
            {
                _out.Append(Flags.GoSyntax ? ", " : " ");
            }

            first = false;
            PrintString(key, verb);
            _out.Append(':');
            PrintValue(map[key].Data, verb, depth + 1);
        }

        _out.Append(Flags.GoSyntax ? '}' : ']');
    }

    private void PrintList(ListValue list, Rune verb, int depth)
    {
        _out.Append(Flags.GoSyntax ? list.TypeName + "{" : "[");
        for (var i = 0; i < list.Count; i++)
        {
            if (i > 0)
            {
                _out.Append(Flags.GoSyntax ? ", " : " ");
            }

            PrintValue(list[i].Data, verb, depth + 1);
        }

        _out.Append(Flags.GoSyntax ? '}' : ']');
    }

    private void PrintObject(GoObject value, Rune verb)
    {
        if (verb.Value is 'v' or 's' or 'x' or 'X' or 'q')
        {
            // %v of a String method's text is that text, even in %#v's Go syntax for types without one.
            if (verb.Value == 'v')
            {
                Pad(Truncated(value.ToString()));
            }
            else
            {
                PrintString(value.ToString(), verb);
            }
        }
        else if (value.ToData().Data is { } data and not GoObject and not string)
        {
            PrintValue(data, verb, 1);
        }
        else
        {
            BadVerb(value, verb);
        }
    }

    private void BadVerb(object? data, Rune verb)
    {
        _out.Append("%!").Append(verb).Append('(');
        if (data is null)
        {
            _out.Append("<nil>");
        }
        else
        {
            _out.Append(GoTypes.NameOf(data)).Append('=');
            PrintValue(data, new Rune('v'), 0);
        }

        _out.Append(')');
    }

    private void PrintString(string text, Rune verb)
    {
        switch (verb.Value)
        {
            case 'v' when Flags.GoSyntax:
            case 'q':
                PrintQuoted(text);
                break;
            case 'v' or 's':
                Pad(Truncated(text));
                break;
            case 'x' or 'X':
                PrintHex(GoText.ToBytes(text), verb.Value == 'X');
                break;
            default:
                BadVerb(text, verb);
                break;
        }
    }

    private void PrintQuoted(string text)
    {
        text = Truncated(text);
        if (Flags.Sharp && GoQuote.CanBackquote(text))
        {
            Pad("`" + text + "`");
        }
        else
        {
            Pad(GoQuote.Quote(text, Flags.Plus));
        }
    }

    private void PrintBytes(byte[] bytes, Rune verb)
    {
        switch (verb.Value)
        {
            case 's':
                Pad(Truncated(GoText.FromBytes(bytes)));
                break;
            case 'q':
                PrintQuoted(GoText.FromBytes(bytes));
                break;
            case 'x' or 'X':
                PrintHex(bytes, verb.Value == 'X');
                break;
            default:
                _out.Append(Flags.GoSyntax ? "[]byte{" : "[");
                for (var i = 0; i < bytes.Length; i++)
                {
                    if (i > 0)
                    {
                        _out.Append(Flags.GoSyntax ? ", " : " ");
                    }

                    PrintInteger(bytes[i], false, false, verb, bytes[i]);
                }

                _out.Append(Flags.GoSyntax ? '}' : ']');
                break;
        }
    }

    private void PrintHex(byte[] bytes, bool upper)
    {
        var count = Flags.Precision >= 0 ? Math.Min(Flags.Precision, bytes.Length) : bytes.Length;
        var hex = new StringBuilder();
        var prefix = upper ? "0X" : "0x";
        for (var i = 0; i < count; i++)
        {
            if (Flags.Space && i > 0)
            {
                hex.Append(' ');
            }

            if (Flags.Sharp && (Flags.Space || i == 0))
            {
                hex.Append(prefix);
            }

            hex.Append(bytes[i].ToString(upper ? "X2" : "x2"));
        }

        // Zeros pad here too, on the left only, as everywhere.
        Pad(hex.ToString());
    }

    /// <summary>At most the precision's number of runes.</summary>
    private string Truncated(string text)
    {
        if (Flags.Precision < 0)
        {
            return text;
        }

        var left = Flags.Precision;
        var end = 0;
        while (end < text.Length && left > 0)
        {
            end += char.IsSurrogatePair(text, end) ? 2 : 1;
            left--;
        }

        return text[..end];
    }

    private void Pad(string text)
    {
        var missing = Flags.Width < 0 ? 0 : Flags.Width - RuneCount(text);
        if (missing <= 0)
        {
            _out.Append(text);
        }
        else if (Flags.Minus)
        {
            _out.Append(text).Append(' ', missing);
        }
        else
        {
            _out.Append(Flags.Zero ? '0' : ' ', missing).Append(text);
        }
    }

    private static int RuneCount(string text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i]))
            {
                count--;
            }
        }

        return count;
    }
}

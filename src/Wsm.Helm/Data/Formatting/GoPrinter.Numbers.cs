using System.Numerics;
using System.Text;

namespace Wsm.Helm.Data.Formatting;

internal sealed partial class GoPrinter
{
    private void PrintInteger(ulong magnitude, bool negative, bool isSigned, Rune verb, object data)
    {
        switch (verb.Value)
        {
            case 'v' when Flags.GoSyntax && !isSigned:
                _out.Append("0x").Append(magnitude.ToString("x"));
                break;
            case 'v' or 'd':
                PadDigits(magnitude, negative, 10, verb);
                break;
            case 'b':
                PadDigits(magnitude, negative, 2, verb);
                break;
            case 'o' or 'O':
                PadDigits(magnitude, negative, 8, verb);
                break;
            case 'x' or 'X':
                PadDigits(magnitude, negative, 16, verb);
                break;
            case 'c':
                Pad(RuneOf(magnitude, negative).ToString());
                break;
            case 'q':
                Pad(GoQuote.QuoteRune(RuneOf(magnitude, negative).Value, Flags.Plus));
                break;
            case 'U':
                PadUnicode(magnitude, negative);
                break;
            default:
                BadVerb(data, verb);
                break;
        }
    }

    private static Rune RuneOf(ulong magnitude, bool negative) =>
        !negative && magnitude <= 0x10FFFF && Rune.IsValid((int)magnitude) ? new Rune((int)magnitude) : Rune.ReplacementChar;

    private void PadDigits(ulong magnitude, bool negative, int radix, Rune verb)
    {
        var signed = negative || Flags.Plus || Flags.Space;
        var least = 0;
        if (Flags.Precision >= 0)
        {
            least = Flags.Precision;
            if (least == 0 && magnitude == 0)
            {
                _out.Append(' ', Math.Max(Flags.Width, 0));
                return;
            }
        }
        else if (Flags.Zero && !Flags.Minus && Flags.Width >= 0)
        {
            least = signed ? Flags.Width - 1 : Flags.Width;
        }

        var digits = Digits(magnitude, radix, verb.Value == 'X').PadLeft(Math.Max(least, 1), '0');
        if (Flags.Sharp)
        {
            digits = radix switch
            {
                2 => "0b" + digits,
                8 when digits[0] != '0' => "0" + digits,
                16 => (verb.Value == 'X' ? "0X" : "0x") + digits,
                _ => digits,
            };
        }

        if (verb.Value == 'O')
        {
            digits = "0o" + digits;
        }

        if (negative)
        {
            digits = "-" + digits;
        }
        else if (Flags.Plus)
        {
            digits = "+" + digits;
        }
        else if (Flags.Space)
        {
            digits = " " + digits;
        }

        PadWithSpaces(digits);
    }

    private void PadUnicode(ulong magnitude, bool negative)
    {
        var code = negative ? 0 - magnitude : magnitude;
        var text = "U+" + code.ToString("X").PadLeft(Math.Max(4, Flags.Precision), '0');
        if (Flags.Sharp && code <= 0x10FFFF && Rune.IsValid((int)code) && GoQuote.IsPrint(new Rune((int)code)))
        {
            text += $" '{new Rune((int)code)}'";
        }

        PadWithSpaces(text);
    }

    private void PadWithSpaces(string text)
    {
        var zero = Flags.Zero;
        Flags.Zero = false;
        Pad(text);
        Flags.Zero = zero;
    }

    private static string Digits(ulong magnitude, int radix, bool upper) =>
        radix switch
        {
            2 => magnitude.ToString("b"),
            8 => Octal(magnitude),
            16 => magnitude.ToString(upper ? "X" : "x"),
            _ => magnitude.ToString(),
        };

    private static string Octal(ulong magnitude)
    {
        Span<char> digits = stackalloc char[22];
        var at = digits.Length;
        do
        {
            digits[--at] = (char)('0' + (int)(magnitude & 7));
            magnitude >>= 3;
        } while (magnitude != 0);
        return new string(digits[at..]);
    }

    private void PrintFloat(double number, Rune verb, object data)
    {
        switch (verb.Value)
        {
            case 'v':
                PadFloat(number, 'g', -1);
                break;
            case 'b' or 'g' or 'G' or 'x' or 'X':
                PadFloat(number, (char)verb.Value, -1);
                break;
            case 'f' or 'e' or 'E':
                PadFloat(number, (char)verb.Value, 6);
                break;
            case 'F':
                PadFloat(number, 'f', 6);
                break;
            default:
                BadVerb(data, verb);
                break;
        }
    }

    private void PrintComplex(Complex number, Rune verb)
    {
        if (verb.Value is not ('v' or 'b' or 'g' or 'G' or 'x' or 'X' or 'f' or 'F' or 'e' or 'E'))
        {
            BadVerb(number, verb);
            return;
        }

        var plus = Flags.Plus;
        _out.Append('(');
        PrintFloat(number.Real, verb, number);
        // The imaginary part always has a sign.
        Flags.Plus = true;
        PrintFloat(number.Imaginary, verb, number);
        _out.Append("i)");
        Flags.Plus = plus;
    }

    private void PadFloat(double number, char verb, int precision)
    {
        if (Flags.Precision >= 0)
        {
            precision = Flags.Precision;
        }

        var text = GoFloat.Format(number, verb, precision);
        var sign = text[0] is '-' or '+' ? text[0] : '+';
        var body = text[0] is '-' or '+' ? text[1..] : text;
        if (Flags.Space && sign == '+' && !Flags.Plus)
        {
            sign = ' ';
        }

        if (body[0] is 'I' or 'N')
        {
            PadWithSpaces(
                body[0] == 'N' && !Flags.Space && !Flags.Plus ? body
                : sign == '+' && !Flags.Plus ? "+" + body
                : sign + body
            );
            return;
        }

        if (Flags.Sharp && verb != 'b')
        {
            body = WithDecimalPoint(body, verb, precision);
        }

        if (!Flags.Plus && sign == '+')
        {
            Pad(body);
            return;
        }

        if (Flags.Zero && !Flags.Minus && Flags.Width > body.Length + 1)
        {
            _out.Append(sign).Append('0', Flags.Width - body.Length - 1).Append(body);
        }
        else
        {
            Pad(sign + body);
        }
    }

    /// <summary>The sharp flag: always a decimal point, and no trailing zeros dropped by %g.</summary>
    private static string WithDecimalPoint(string body, char verb, int precision)
    {
        var hexadecimal = verb is 'x' or 'X';
        var digits = verb is 'g' or 'G' or 'x' or 'X' ? (precision < 0 ? 6 : precision) : 0;
        var tailAt = body.AsSpan().IndexOfAny(hexadecimal ? "pP" : "eE");
        var tail = tailAt < 0 ? "" : body[tailAt..];
        var number = tailAt < 0 ? body : body[..tailAt];
        var nonzero = false;
        foreach (var character in number)
        {
            if (character == '.')
            {
                continue;
            }

            nonzero |= character != '0';
            if (nonzero)
            {
                digits--;
            }
        }

        if (!number.Contains('.'))
        {
            if (number == "0")
            {
                digits--;
            }

            number += ".";
        }

        return number + new string('0', Math.Max(digits, 0)) + tail;
    }
}

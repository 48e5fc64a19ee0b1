using System.Numerics;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Templates.Syntax;

/// <summary>A number as written, and every type that it can be without loss: 1.0 is an integer too, where one is asked for.</summary>
internal sealed record NumberLiteral(string Text)
{
    public long? Integer { get; private set; }

    public ulong? Unsigned { get; private set; }

    public double? Float { get; private set; }

    public Complex? Complex { get; private set; }

    /// <summary>What it is where nothing says which type is wanted; null: an integer too big for <c>int</c>.</summary>
    public Value? Ideal { get; private set; }

    /// <returns>The literal, or what is wrong with it.</returns>
    public static (NumberLiteral? Literal, string Error) Parse(string text, TokenKind kind)
    {
        var literal = new NumberLiteral(text);
        var error = kind switch
        {
            TokenKind.CharConstant => literal.ReadCharacter(),
            TokenKind.Complex => literal.ReadComplex(),
            _ => literal.ReadNumber(),
        };
        if (error.Length > 0)
        {
            return (null, error);
        }

        literal.Ideal = literal.IdealValue();
        return (literal, "");
    }

    private Value? IdealValue()
    {
        if (Complex is { } complex)
        {
            return new Value(complex);
        }

        var isHexInteger = Text.Length > 2 && Text[0] == '0' && Text[1] is 'x' or 'X' && Text.AsSpan().IndexOfAny('p', 'P') < 0;
        if (Float is { } number && !isHexInteger && Text[0] != '\'' && Text.AsSpan().IndexOfAny(".eEpP") >= 0)
        {
            return Value.Of(number);
        }

        return Integer is { } integer ? Value.OfInt(integer) : null;
    }

    private string ReadCharacter()
    {
        var rest = Text.AsSpan(1);
        if (!GoUnquote.TryCharacter(ref rest, '\'', out var code, out _))
        {
            return "invalid syntax";
        }

        if (rest is not "'")
        {
            return "malformed character constant: " + Text;
        }

        Integer = code;
        Unsigned = (ulong)code;
        Float = code;
        return "";
    }

    private string ReadComplex()
    {
        // real±imaginary i: the sign between them is the last that no exponent letter precedes.
        var split = Text.Length - 2;
        while (split > 0 && !(Text[split] is '+' or '-' && Text[split - 1] is not ('e' or 'E' or 'p' or 'P')))
        {
            split--;
        }

        if (
            split <= 0
            || !GoNumberParser.TryFloat(Text.AsSpan(0, split), out var real)
            || !GoNumberParser.TryFloat(Text.AsSpan(split, Text.Length - split - 1), out var imaginary)
        )
        {
            return "syntax error scanning complex number";
        }

        SetComplex(new Complex(real, imaginary));
        return "";
    }

    private string ReadNumber()
    {
        if (Text[^1] == 'i' && GoNumberParser.TryFloat(Text.AsSpan(0, Text.Length - 1), out var imaginary))
        {
            SetComplex(new Complex(0, imaginary));
            return "";
        }

        if (GoNumberParser.TryUnsigned(Text, out var unsigned))
        {
            Unsigned = unsigned;
        }

        if (GoNumberParser.TryInteger(Text, out var integer))
        {
            Integer = integer;
            // In case of -0.
            if (integer == 0)
            {
                Unsigned = 0;
            }
        }

        if (Integer is not null || Unsigned is not null)
        {
            Float = Integer ?? (double)Unsigned!.Value;
            return "";
        }

        if (!GoNumberParser.TryFloat(Text, out var number))
        {
            return "illegal number syntax: " + GoQuote.Quote(Text);
        }

        if (Text.AsSpan().IndexOfAny(".eEpP") < 0)
        {
            return "integer overflow: " + GoQuote.Quote(Text);
        }

        SetFloat(number);
        return "";
    }

    private void SetComplex(Complex number)
    {
        Complex = number;
        if (number.Imaginary == 0)
        {
            SetFloat(number.Real);
        }
    }

    private void SetFloat(double number)
    {
        Float = number;
        if (number is >= long.MinValue and < 9223372036854775808.0 && (long)number == number)
        {
            Integer = (long)number;
        }

        if (number is >= 0 and < 18446744073709551616.0 && (ulong)number == number)
        {
            Unsigned = (ulong)number;
        }
    }
}

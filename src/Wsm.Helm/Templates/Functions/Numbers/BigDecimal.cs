using System.Globalization;
using System.Numerics;
using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions.Numbers;

/// <summary>
/// A decimal number of any length: <paramref name="Digits"/> × 10^<paramref name="Exponent"/>. Sprig's float functions calculate with such.
/// </summary>
internal readonly record struct BigDecimal(BigInteger Digits, int Exponent)
{
    private const int DivisionPlaces = 16;

    public static BigDecimal FromDouble(double number)
    {
        if (!double.IsFinite(number))
        {
            throw new FunctionException($"Cannot create a Decimal from {(double.IsNaN(number) ? "NaN" : number > 0 ? "+Inf" : "-Inf")}");
        }
        // The shortest text that gives this number again: 0.1 is one tenth.
        return number == 0 ? default : Parse(number.ToString("R", CultureInfo.InvariantCulture));
    }

    public static BigDecimal operator +(BigDecimal left, BigDecimal right)
    {
        var exponent = Math.Min(left.Exponent, right.Exponent);
        return new BigDecimal(left.At(exponent) + right.At(exponent), exponent);
    }

    public static BigDecimal operator -(BigDecimal left, BigDecimal right) => left + right with { Digits = -right.Digits };

    public static BigDecimal operator *(BigDecimal left, BigDecimal right) =>
        new(left.Digits * right.Digits, left.Exponent + right.Exponent);

    /// <summary>To 16 places, half away from zero.</summary>
    public static BigDecimal operator /(BigDecimal left, BigDecimal right)
    {
        if (right.Digits.IsZero)
        {
            throw new FunctionException("decimal division by 0");
        }

        var shift = left.Exponent - right.Exponent + DivisionPlaces;
        var dividend = shift > 0 ? left.Digits * BigInteger.Pow(10, shift) : left.Digits;
        var divisor = shift < 0 ? right.Digits * BigInteger.Pow(10, -shift) : right.Digits;
        var quotient = BigInteger.DivRem(dividend, divisor, out var remainder);
        if (BigInteger.Abs(remainder) * 2 >= BigInteger.Abs(divisor))
        {
            quotient += dividend.Sign * divisor.Sign < 0 ? -1 : 1;
        }

        return new BigDecimal(quotient, -DivisionPlaces);
    }

    public double ToDouble() => double.Parse($"{Digits}E{Exponent}", CultureInfo.InvariantCulture);

    private BigInteger At(int exponent) => Digits * BigInteger.Pow(10, Exponent - exponent);

    private static BigDecimal Parse(string text)
    {
        var e = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = e < 0 ? text : text[..e];
        var exponent = e < 0 ? 0 : int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0)
        {
            exponent -= mantissa.Length - point - 1;
            mantissa = mantissa.Remove(point, 1);
        }

        return new BigDecimal(BigInteger.Parse(mantissa, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture), exponent);
    }
}

using System.Text;

namespace Wsm.Helm.Data.Formatting;

/// <summary>Go's hexadecimal (<c>0x1.8p+01</c>) and binary (<c>4503599627370496p-52</c>) forms of a float64.</summary>
internal static class HexFloat
{
    public static void AppendBinary(StringBuilder text, double value)
    {
        var (mantissa, exponent) = Split(value);
        exponent -= 52;
        text.Append(mantissa).Append('p').Append(exponent < 0 ? '-' : '+').Append(Math.Abs(exponent));
    }

    public static void Append(StringBuilder text, double value, char format, int precision)
    {
        var (mantissa, exponent) = Split(value);
        if (mantissa == 0)
        {
            exponent = 0;
        }
        // The leading 1 stands at bit 60, the fraction's digits below it.
        mantissa <<= 8;
        while (mantissa != 0 && (mantissa & (1UL << 60)) == 0)
        {
            mantissa <<= 1;
            exponent--;
        }

        if (precision is >= 0 and < 15)
        {
            Round(ref mantissa, ref exponent, precision);
        }

        var digits = format == 'X' ? "0123456789ABCDEF" : "0123456789abcdef";
        text.Append('0').Append(format).Append((char)('0' + ((mantissa >> 60) & 1)));
        mantissa <<= 4;
        if (precision < 0 && mantissa != 0)
        {
            text.Append('.');
            for (; mantissa != 0; mantissa <<= 4)
            {
                text.Append(digits[(int)(mantissa >> 60)]);
            }
        }
        else if (precision > 0)
        {
            text.Append('.');
            for (var i = 0; i < precision; i++, mantissa <<= 4)
            {
                text.Append(digits[(int)(mantissa >> 60)]);
            }
        }

        text.Append(format == 'X' ? 'P' : 'p').Append(exponent < 0 ? '-' : '+');
        exponent = Math.Abs(exponent);
        if (exponent < 10)
        {
            text.Append('0');
        }

        text.Append(exponent);
    }

    private static void Round(ref ulong mantissa, ref int exponent, int precision)
    {
        var shift = precision * 4;
        var extra = (mantissa << shift) & ((1UL << 60) - 1);
        mantissa >>= 60 - shift;
        if ((extra | (mantissa & 1)) > 1UL << 59)
        {
            mantissa++;
        }

        mantissa <<= 60 - shift;
        if ((mantissa & (1UL << 61)) == 0)
        {
            return;
        }

        mantissa >>= 1;
        exponent++;
    }

    private static (ulong Mantissa, int Exponent) Split(double value)
    {
        var bits = (ulong)BitConverter.DoubleToInt64Bits(value);
        var exponent = (int)((bits >> 52) & 0x7FF);
        var mantissa = bits & 0xFFFFFFFFFFFFF;
        if (exponent == 0)
        {
            return (mantissa, -1022);
        }

        return (mantissa | (1UL << 52), exponent - 1023);
    }
}

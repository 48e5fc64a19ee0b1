using System.Globalization;
using System.Numerics;

namespace Wsm.Helm.Templates.Functions.Numbers;

/// <summary>Go's hexadecimal floats, <c>0x1.8p3</c>; the exponent is not optional.</summary>
internal static class HexFloatReader
{
    /// <param name="text">What follows <c>0x</c>. Null is given for what is no such number, and for one that is too large.</param>
    public static double? Parse(ReadOnlySpan<char> text)
    {
        var p = text.IndexOfAny('p', 'P');
        if (p < 1 || !int.TryParse(text[(p + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
        {
            return null;
        }

        var point = text[..p].IndexOf('.');
        var whole = point < 0 ? text[..p] : text[..point];
        var fraction = point < 0 ? [] : text[(point + 1)..p];
        if (whole.Length + fraction.Length is 0 or > 64 || Math.Abs((long)exponent) > 4096)
        {
            return null;
        }

        if (
            !BigInteger.TryParse(
                string.Concat("0", whole, fraction),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out var mantissa
            )
        )
        {
            return null;
        }

        var shift = exponent - (4 * fraction.Length);
        var value = shift >= 0 ? (double)(mantissa << shift) : Math.ScaleB((double)mantissa, shift);
        return double.IsFinite(value) ? value : null;
    }
}

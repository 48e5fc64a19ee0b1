using System.Globalization;

namespace Wsm.Helm.Data.Formatting;

/// <summary>Numbers as Go's encoders write them: the fewest digits that give the same number again.</summary>
internal static class GoNumber
{
    /// <summary>As <c>%v</c> prints it: an exponent from a million on.</summary>
    public static string Format(double value) => GoFloat.Format(value, 'g', -1);

    /// <summary><c>FormatFloat(value, 'g', -1, 32)</c>: what sigs.k8s.io/yaml makes of a number where text is wanted.</summary>
    public static string FormatSingle(double value)
    {
        // A float64 with the float32's shortest digits has the same shortest digits.
        var shortest = ((float)value).ToString("R", CultureInfo.InvariantCulture);
        return Format(double.Parse(shortest, CultureInfo.InvariantCulture));
    }

    /// <summary>As encoding/json writes a float64. The value must be finite.</summary>
    public static string FormatJson(double value)
    {
        // The common case: whole and far below where digits get lost.
        if (value is > -1e15 and < 1e15 && Math.Truncate(value) == value)
        {
            return value == 0 && double.IsNegative(value) ? "-0" : ((long)value).ToString(CultureInfo.InvariantCulture);
        }

        if (Math.Abs(value) is >= 1e-6 and < 1e21)
        {
            return GoFloat.Format(value, 'f', -1);
        }

        var text = GoFloat.Format(value, 'e', -1);
        // e-09 becomes e-9.
        return text.Length > 4 && text[^4] == 'e' && text[^3] == '-' && text[^2] == '0' ? $"{text[..^2]}{text[^1]}" : text;
    }
}

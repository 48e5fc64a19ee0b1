using System.Globalization;
using Wsm.Product.Failures;

namespace Wsm.CommandLine;

/// <summary>Lengths of time as people write them: <c>30d</c>, <c>12h</c>, <c>2w</c>, <c>0</c>.</summary>
internal static class AgeText
{
    private const int MostDays = 36_500;

    /// <param name="option">That it was given to.</param>
    /// <exception cref="UserError">It is none.</exception>
    public static TimeSpan Parse(string text, string option)
    {
        var unit = text.Length > 0 ? text[^1] : ' ';
        var hours = unit switch
        {
            'h' => 1,
            'd' => 24,
            'w' => 7 * 24,
            _ => 0,
        };
        var digits = hours == 0 ? text : text[..^1];
        if (
            int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && (hours > 0 || number == 0)
            && (long)number * hours <= MostDays * 24L
        )
        {
            return TimeSpan.FromHours((long)number * hours);
        }

        throw UserError.Usage($"{option} '{text}' is not a length of time.", "Write it as 30d, 12h or 2w.");
    }
}

namespace Wsm.Helm.Charts.Schema;

/// <summary>Durations of ISO 8601 as RFC 3339 allows them: <c>P3W</c>, <c>P1Y2M3DT4H5M6S</c>.</summary>
internal static class SchemaDuration
{
    public static string? Problem(string text)
    {
        if (!text.StartsWith('P'))
        {
            return "must start with P";
        }

        text = text[1..];
        if (text.Length == 0)
        {
            return "nothing after P";
        }

        if (text.EndsWith('W'))
        {
            return text.Length == 1 ? "no number in week"
                : text[..^1].All(char.IsAsciiDigit) ? null
                : "invalid week";
        }

        var parts = text.Split('T');
        if (parts.Length > 2)
        {
            return "more than one T";
        }

        if (parts.Length == 2 && parts[1].Length == 0)
        {
            return "no time elements";
        }

        return Units(parts[0], "YMD") ?? (parts.Length == 2 ? Units(parts[1], "HMS") : null);
    }

    private static string? Units(string text, string all)
    {
        var units = all;
        while (text.Length > 0)
        {
            var digits = text.TakeWhile(char.IsAsciiDigit).Count();
            if (digits == 0)
            {
                return "missing number";
            }

            if (digits == text.Length)
            {
                return "missing unit";
            }

            var unit = text[digits];
            var place = units.IndexOf(unit);
            if (place < 0)
            {
                return all.Contains(unit) ? $"unit '{unit}' out of order" : $"invalid unit '{unit}'";
            }

            units = units[(place + 1)..];
            text = text[(digits + 1)..];
        }

        return null;
    }
}

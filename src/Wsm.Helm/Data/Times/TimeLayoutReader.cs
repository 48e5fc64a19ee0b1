namespace Wsm.Helm.Data.Times;

/// <summary>Finds the elements of a Go time layout.</summary>
internal static class TimeLayoutReader
{
    // Of two that begin alike the longer one first.
    private static readonly (string Text, LayoutElement Element)[] Elements =
    [
        ("January", LayoutElement.LongMonth),
        ("Jan", LayoutElement.ShortMonth),
        ("Monday", LayoutElement.LongWeekday),
        ("Mon", LayoutElement.ShortWeekday),
        ("MST", LayoutElement.ZoneName),
        ("002", LayoutElement.ZeroYearDay),
        ("01", LayoutElement.ZeroMonth),
        ("02", LayoutElement.ZeroDay),
        ("03", LayoutElement.ZeroHour12),
        ("04", LayoutElement.ZeroMinute),
        ("05", LayoutElement.ZeroSecond),
        ("06", LayoutElement.ShortYear),
        ("15", LayoutElement.Hour24),
        ("1", LayoutElement.Month),
        ("2006", LayoutElement.LongYear),
        ("2", LayoutElement.Day),
        ("__2", LayoutElement.SpaceYearDay),
        ("_2", LayoutElement.SpaceDay),
        ("3", LayoutElement.Hour12),
        ("4", LayoutElement.Minute),
        ("5", LayoutElement.Second),
        ("PM", LayoutElement.UpperNoon),
        ("pm", LayoutElement.LowerNoon),
        ("-070000", LayoutElement.Offset),
        ("-07:00:00", LayoutElement.Offset),
        ("-0700", LayoutElement.Offset),
        ("-07:00", LayoutElement.Offset),
        ("-07", LayoutElement.Offset),
        ("Z070000", LayoutElement.Offset),
        ("Z07:00:00", LayoutElement.Offset),
        ("Z0700", LayoutElement.Offset),
        ("Z07:00", LayoutElement.Offset),
        ("Z07", LayoutElement.Offset),
    ];

    /// <summary>
    /// The next element at or after <paramref name="start"/>; <see cref="LayoutElement.None"/> when only literal text is left.
    /// </summary>
    public static LayoutPiece Next(string layout, int start)
    {
        for (var at = start; at < layout.Length; at++)
        {
            foreach (var (text, element) in Elements)
            {
                if (string.CompareOrdinal(layout, at, text, 0, text.Length) == 0 && !IsWord(layout, at, element))
                {
                    return YearAfterUnderscore(layout, new LayoutPiece(element, at, text));
                }
            }

            if (layout[at] is '.' or ',' && Fraction(layout, at) is { Element: not LayoutElement.None } fraction)
            {
                return fraction;
            }
        }

        return new LayoutPiece(LayoutElement.None, layout.Length, "");
    }

    /// <summary>Jan in Janet and Mon in Monk are plain text.</summary>
    private static bool IsWord(string layout, int at, LayoutElement element) =>
        element is LayoutElement.ShortMonth or LayoutElement.ShortWeekday
        && at + 3 < layout.Length
        && char.IsAsciiLetterLower(layout[at + 3]);

    /// <summary>_2006 is an underscore and a year.</summary>
    private static LayoutPiece YearAfterUnderscore(string layout, LayoutPiece piece) =>
        piece.Element == LayoutElement.SpaceDay && string.CompareOrdinal(layout, piece.Start + 1, "2006", 0, 4) == 0
            ? new LayoutPiece(LayoutElement.LongYear, piece.Start + 1, "2006")
            : piece;

    private static LayoutPiece Fraction(string layout, int at)
    {
        var digit = at + 1 < layout.Length ? layout[at + 1] : '\0';
        if (digit is not ('0' or '9'))
        {
            return default;
        }

        var end = at + 1;
        while (end < layout.Length && layout[end] == digit)
        {
            end++;
        }

        if (end < layout.Length && char.IsAsciiDigit(layout[end]))
        {
            return default;
        }

        return new LayoutPiece(digit == '0' ? LayoutElement.ZeroFraction : LayoutElement.NineFraction, at, layout[at..end]);
    }
}

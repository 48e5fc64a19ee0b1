using System.Globalization;
using System.Text;

namespace Wsm.Helm.Data.Times;

/// <summary>
/// Prints times by Go's layouts, which show how 2 January 2006, 15:04:05 -0700 is to look. https://pkg.go.dev/time#Layout
/// </summary>
internal static class GoLayout
{
    public static IReadOnlyList<string> MonthNames { get; } =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static IReadOnlyList<string> DayNames { get; } = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

    public static string Format(GoTime time, string layout)
    {
        var text = new StringBuilder(layout.Length + 8);
        for (var at = 0; at < layout.Length; )
        {
            var piece = TimeLayoutReader.Next(layout, at);
            text.Append(layout, at, piece.Start - at);
            at = piece.End;
            if (piece.Element != LayoutElement.None)
            {
                text.Append(Print(time, piece));
            }
        }

        return text.ToString();
    }

    private static string Print(GoTime time, LayoutPiece piece) =>
        piece.Element switch
        {
            LayoutElement.LongMonth => MonthNames[time.Month - 1],
            LayoutElement.ShortMonth => MonthNames[time.Month - 1][..3],
            LayoutElement.Month => Number(time.Month, 1),
            LayoutElement.ZeroMonth => Number(time.Month, 2),
            LayoutElement.LongWeekday => DayNames[time.Weekday],
            LayoutElement.ShortWeekday => DayNames[time.Weekday][..3],
            LayoutElement.Day => Number(time.Day, 1),
            LayoutElement.SpaceDay => Number(time.Day, 1).PadLeft(2),
            LayoutElement.ZeroDay => Number(time.Day, 2),
            LayoutElement.SpaceYearDay => Number(time.YearDay, 1).PadLeft(3),
            LayoutElement.ZeroYearDay => Number(time.YearDay, 3),
            LayoutElement.Hour24 => Number(time.Hour, 2),
            LayoutElement.Hour12 => Number((time.Hour + 11) % 12 + 1, 1),
            LayoutElement.ZeroHour12 => Number((time.Hour + 11) % 12 + 1, 2),
            LayoutElement.Minute => Number(time.Minute, 1),
            LayoutElement.ZeroMinute => Number(time.Minute, 2),
            LayoutElement.Second => Number(time.Second, 1),
            LayoutElement.ZeroSecond => Number(time.Second, 2),
            LayoutElement.LongYear => Number(time.Year, 4),
            LayoutElement.ShortYear => Number(((time.Year % 100) + 100) % 100, 2),
            LayoutElement.UpperNoon => time.Hour < 12 ? "AM" : "PM",
            LayoutElement.LowerNoon => time.Hour < 12 ? "am" : "pm",
            LayoutElement.ZoneName => time.Abbreviation,
            LayoutElement.Offset => Offset(time.Offset, piece.Text),
            LayoutElement.ZeroFraction => Fraction(time, piece.Text),
            _ => Fraction(time, piece.Text).TrimEnd('0').TrimEnd('.', ','),
        };

    private static string Number(long number, int width) =>
        number < 0 ? "-" + Number(-number, width) : number.ToString(CultureInfo.InvariantCulture).PadLeft(width, '0');

    private static string Fraction(GoTime time, string form)
    {
        var digits = Number(time.Nanosecond, 9);
        return form[0] + (form.Length - 1 <= 9 ? digits[..(form.Length - 1)] : digits.PadRight(form.Length - 1, '0'));
    }

    private static string Offset(int offset, string form)
    {
        if (form[0] == 'Z' && offset == 0)
        {
            return "Z";
        }

        var seconds = Math.Abs(offset);
        var separator = form.Contains(':') ? ":" : "";
        var text = (offset < 0 ? "-" : "+") + Number(seconds / 3600, 2);
        if (form.Length > 3)
        {
            text += separator + Number(seconds / 60 % 60, 2);
        }

        return form.Length > 6 ? text + separator + Number(seconds % 60, 2) : text;
    }
}

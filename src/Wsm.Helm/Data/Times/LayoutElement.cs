namespace Wsm.Helm.Data.Times;

/// <summary>What one piece of a layout such as <c>2006-01-02</c> stands for.</summary>
internal enum LayoutElement
{
    None,
    LongMonth,
    ShortMonth,
    Month,
    ZeroMonth,
    LongWeekday,
    ShortWeekday,
    Day,
    SpaceDay,
    ZeroDay,
    SpaceYearDay,
    ZeroYearDay,
    Hour24,
    Hour12,
    ZeroHour12,
    Minute,
    ZeroMinute,
    Second,
    ZeroSecond,
    LongYear,
    ShortYear,
    UpperNoon,
    LowerNoon,
    ZoneName,

    /// <summary>An offset; see <see cref="LayoutPiece.Text"/> for its form.</summary>
    Offset,

    /// <summary>Digits after a point or comma, always all.</summary>
    ZeroFraction,

    /// <summary>The same without zeros at the end.</summary>
    NineFraction,
}

/// <param name="Element">What the piece stands for.</param>
/// <param name="Start">Where it begins in the layout.</param>
/// <param name="Text">As the layout writes it.</param>
internal readonly record struct LayoutPiece(LayoutElement Element, int Start, string Text)
{
    public int End => Start + Text.Length;
}

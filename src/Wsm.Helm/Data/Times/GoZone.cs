using System.Globalization;

namespace Wsm.Helm.Data.Times;

/// <summary>
/// A time zone: the system's, or a fixed offset that a parsed text named. What Go calls Local is UTC here, wherever we run.
/// </summary>
internal sealed class GoZone
{
    private readonly TimeZoneInfo? _zone;
    private readonly int _offset;
    private readonly string _name;

    private GoZone(TimeZoneInfo? zone, int offset, string name)
    {
        _zone = zone;
        _offset = offset;
        _name = name;
    }

    public static GoZone Utc { get; } = new(null, 0, "UTC");

    public static GoZone Fixed(int offset, string name) => new(null, offset, name);

    /// <summary>UTC for a name that the system does not know, as sprig does it.</summary>
    public static GoZone Named(string name)
    {
        if (name is "" or "UTC" or "Local" || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+'))
        {
            return Utc;
        }

        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? new GoZone(zone, 0, name) : Utc;
    }

    public (int Offset, string Abbreviation) At(long unixSeconds)
    {
        if (_zone is null)
        {
            return (_offset, _name.Length > 0 ? _name : Numeric(_offset));
        }

        var moment = DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(unixSeconds, -62_135_596_800, 253_402_300_799));
        var offset = (int)_zone.GetUtcOffset(moment).TotalSeconds;
        return (offset, ZoneAbbreviations.Of(_zone, moment) ?? Numeric(offset));
    }

    /// <summary>The moment at which clocks in the zone show <paramref name="localSeconds"/> (counted as if they were UTC).</summary>
    public static GoTime Resolve(GoZone zone, long localSeconds, int nanosecond)
    {
        var guess = zone.At(localSeconds - zone.At(localSeconds).Offset).Offset;
        return new GoTime(localSeconds - guess, nanosecond, zone);
    }

    private static string Numeric(int offset)
    {
        var minutes = Math.Abs(offset) / 60;
        var text = string.Create(CultureInfo.InvariantCulture, $"{(offset < 0 ? '-' : '+')}{minutes / 60:00}");
        return minutes % 60 == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}{minutes % 60:00}");
    }
}

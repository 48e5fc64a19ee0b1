namespace Wsm.Helm.Data.Times;

/// <summary>Go's <c>time.Time</c>: a moment, to the nanosecond, as a clock in some zone shows it.</summary>
internal sealed class GoTime : GoObject
{
    private const long SecondsPerDay = 86_400;
    private const long TicksPerNanosecondShare = 100;

    private readonly long _local;

    public GoTime(long unixSeconds, int nanosecond, GoZone zone)
    {
        UnixSeconds = unixSeconds;
        Nanosecond = nanosecond;
        Zone = zone;
        (Offset, Abbreviation) = zone.At(unixSeconds);
        _local = unixSeconds + Offset;
        var days = FloorDivide(_local, SecondsPerDay);
        SecondOfDay = (int)(_local - (days * SecondsPerDay));
        (Year, Month, Day) = Civil(days);
        Weekday = (int)(((days % 7) + 11) % 7);
        YearDay = (int)(days - DaysFromCivil(Year, 1, 1)) + 1;
    }

    /// <summary>Go's zero time, the first second of the year 1.</summary>
    public static GoTime Zero { get; } = new(-62_135_596_800, 0, GoZone.Utc);

    public long UnixSeconds { get; }

    public int Nanosecond { get; }

    public GoZone Zone { get; }

    /// <summary>Seconds east of Greenwich at this moment.</summary>
    public int Offset { get; }

    public string Abbreviation { get; }

    public long Year { get; }

    public int Month { get; }

    public int Day { get; }

    public int SecondOfDay { get; }

    public int Hour => SecondOfDay / 3600;

    public int Minute => SecondOfDay / 60 % 60;

    public int Second => SecondOfDay % 60;

    /// <summary>0 is Sunday.</summary>
    public int Weekday { get; }

    public int YearDay { get; }

    public override string TypeName => "time.Time";

    public static GoTime From(DateTimeOffset moment)
    {
        var ticks = moment.UtcTicks - DateTime.UnixEpoch.Ticks;
        var seconds = FloorDivide(ticks, TimeSpan.TicksPerSecond);
        return new GoTime(seconds, (int)((ticks - (seconds * TimeSpan.TicksPerSecond)) * TicksPerNanosecondShare), GoZone.Utc);
    }

    public GoTime In(GoZone zone) => new(UnixSeconds, Nanosecond, zone);

    public GoTime Add(long nanoseconds)
    {
        var total = (Int128)Nanosecond + nanoseconds;
        var seconds = (long)(total / GoDuration.Second) - (total % GoDuration.Second < 0 ? 1 : 0);
        return new GoTime(UnixSeconds + seconds, (int)(total - ((Int128)seconds * GoDuration.Second)), Zone);
    }

    /// <summary>This minus <paramref name="other"/>; what a duration cannot hold is the longest one.</summary>
    public long Since(GoTime other)
    {
        var difference = ((Int128)(UnixSeconds - other.UnixSeconds) * GoDuration.Second) + Nanosecond - other.Nanosecond;
        return (long)Int128.Clamp(difference, long.MinValue, long.MaxValue);
    }

    public override TemplateFunction? Method(string name) => TimeMethods.Of(this, name);

    public override string ToString() => GoLayout.Format(this, "2006-01-02 15:04:05.999999999 -0700 MST");

    public override Value ToData() => Value.Of(GoLayout.Format(this, "2006-01-02T15:04:05.999999999Z07:00"));

    /// <summary>Days since 1970-01-01 of a date in the proleptic Gregorian calendar; months and days may run over.</summary>
    public static long DaysFromCivil(long year, long month, long day)
    {
        year += FloorDivide(month - 1, 12);
        month = month - 1 - (FloorDivide(month - 1, 12) * 12) + 1;
        // Years that begin in March have their leap day last.
        var shifted = month <= 2 ? year - 1 : year;
        var era = FloorDivide(shifted, 400);
        var yearOfEra = shifted - (era * 400);
        var dayOfYear = (((153 * (month + (month > 2 ? -3 : 9))) + 2) / 5) + day - 1;
        return (era * 146_097) + (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear - 719_468;
    }

    private static (long Year, int Month, int Day) Civil(long days)
    {
        days += 719_468;
        var era = FloorDivide(days, 146_097);
        var dayOfEra = days - (era * 146_097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shifted = ((5 * dayOfYear) + 2) / 153;
        var month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
        return (yearOfEra + (era * 400) + (month <= 2 ? 1 : 0), month, (int)(dayOfYear - (((153 * shifted) + 2) / 5) + 1));
    }

    private static long FloorDivide(long number, long by) => (number / by) - (number % by < 0 ? 1 : 0);
}

namespace Wsm.Helm.Data.Times;

/// <summary>The methods of <c>time.Time</c> that a template may call.</summary>
internal static class TimeMethods
{
    public static TemplateFunction? Of(GoTime time, string name) =>
        name switch
        {
            "Unix" => Gives(name, Value.Of(time.UnixSeconds)),
            "UnixMilli" => Gives(name, Value.Of((time.UnixSeconds * 1000) + (time.Nanosecond / 1_000_000))),
            "UnixMicro" => Gives(name, Value.Of((time.UnixSeconds * 1_000_000) + (time.Nanosecond / 1000))),
            "UnixNano" => Gives(name, Value.Of((time.UnixSeconds * GoDuration.Second) + time.Nanosecond)),
            "Year" => Gives(name, Value.OfInt(time.Year)),
            "Month" => Gives(name, new Value(new NamedInteger("time.Month", time.Month, GoLayout.MonthNames[time.Month - 1]))),
            "Weekday" => Gives(name, new Value(new NamedInteger("time.Weekday", time.Weekday, GoLayout.DayNames[time.Weekday]))),
            "Day" => Gives(name, Value.OfInt(time.Day)),
            "YearDay" => Gives(name, Value.OfInt(time.YearDay)),
            "Hour" => Gives(name, Value.OfInt(time.Hour)),
            "Minute" => Gives(name, Value.OfInt(time.Minute)),
            "Second" => Gives(name, Value.OfInt(time.Second)),
            "Nanosecond" => Gives(name, Value.OfInt(time.Nanosecond)),
            "IsZero" => Gives(name, Value.Of(time.UnixSeconds == GoTime.Zero.UnixSeconds && time.Nanosecond == 0)),
            "UTC" or "Local" => Gives(name, new Value(time.In(GoZone.Utc))),
            "String" => Gives(name, Value.Of(time.ToString())),
            "Format" => new TemplateFunction(name, [GoType.String], false, (_, a) => Value.Of(GoLayout.Format(time, a.Text(0)))),
            "Add" => new TemplateFunction(name, [GoType.Duration], false, (_, a) =>
                new Value(time.Add(((GoDuration)a[0].Data!).Nanoseconds))
            ),
            "AddDate" => new TemplateFunction(name, [GoType.Int, GoType.Int, GoType.Int], false, (_, a) =>
                new Value(AddDate(time, a.Int(0), a.Int(1), a.Int(2)))
            ),
            "Sub" => new TemplateFunction(name, [GoType.Time], false, (_, a) => new Value(new GoDuration(time.Since((GoTime)a[0].Data!)))),
            "Before" => Compares(name, time, static order => order < 0),
            "After" => Compares(name, time, static order => order > 0),
            "Equal" => Compares(name, time, static order => order == 0),
            _ => null,
        };

    private static GoTime AddDate(GoTime time, long years, long months, long days)
    {
        if (Math.Abs(years) > 100_000 || Math.Abs(months) > 1_000_000 || Math.Abs(days) > 50_000_000)
        {
            throw new FunctionException("the date is too far away");
        }

        var day = GoTime.DaysFromCivil(time.Year + years, time.Month + months, time.Day + days);
        return GoZone.Resolve(time.Zone, (day * 86_400) + time.SecondOfDay, time.Nanosecond);
    }

    private static TemplateFunction Gives(string name, Value value) => new(name, [], false, (_, _) => value);

    private static TemplateFunction Compares(string name, GoTime time, Func<long, bool> wanted) =>
        new(name, [GoType.Time], false, (_, a) => Value.Of(wanted(time.Since((GoTime)a[0].Data!))));
}

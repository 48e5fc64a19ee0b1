using System.Globalization;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Times;
using Wsm.Helm.Templates.Functions.Numbers;

namespace Wsm.Helm.Templates.Functions;

/// <summary>Sprig's date chapter. Numbers are seconds since 1970; anything else that is no time means now.</summary>
internal static class DateFunctions
{
    public static void Register(FunctionList list)
    {
        list.Add("now", static (runtime, _) => new Value(Now(runtime)));
        list.Add("date", static (runtime, a) => Format(runtime, a, a.Text(0), a[1], "Local"), GoType.String, GoType.Any);
        list.Add(
            "dateInZone",
            static (runtime, a) => Format(runtime, a, a.Text(0), a[1], a.Text(2)),
            GoType.String,
            GoType.Any,
            GoType.String
        );
        list.Add(
            "date_in_zone",
            static (runtime, a) => Format(runtime, a, a.Text(0), a[1], a.Text(2)),
            GoType.String,
            GoType.Any,
            GoType.String
        );
        list.Add("htmlDate", static (runtime, a) => Format(runtime, a, "2006-01-02", a[0], "Local"), GoType.Any);
        list.Add("htmlDateInZone", static (runtime, a) => Format(runtime, a, "2006-01-02", a[0], a.Text(1)), GoType.Any, GoType.String);
        list.Add("dateModify", static (_, a) => Modify(a, false), GoType.String, GoType.Time);
        list.Add("date_modify", static (_, a) => Modify(a, false), GoType.String, GoType.Time);
        list.Add("mustDateModify", static (_, a) => Modify(a, true), GoType.String, GoType.Time);
        list.Add("must_date_modify", static (_, a) => Modify(a, true), GoType.String, GoType.Time);
        list.Add(
            "ago",
            static (runtime, a) => Value.Of(GoDuration.Print(RoundToSecond(Now(runtime).Since(TimeOf(runtime, a[0])))), a.Traces()),
            GoType.Any
        );
        list.Add("duration", static (_, a) => Value.Of(Duration(a[0]), a.Traces()), GoType.Any);
        list.Add("durationRound", static (runtime, a) => Value.Of(Rounded(runtime, a[0]), a.Traces()), GoType.Any);
        list.Add("toDate", static (_, a) => Parse(a, false), GoType.String, GoType.String);
        list.Add("mustToDate", static (_, a) => Parse(a, true), GoType.String, GoType.String);
        list.Add(
            "unixEpoch",
            static (_, a) => Value.Of(((GoTime)a[0].Data!).UnixSeconds.ToString(CultureInfo.InvariantCulture), a.Traces()),
            GoType.Time
        );
    }

    private static GoTime Now(ITemplateRuntime runtime) => GoTime.From(runtime.Clock.GetUtcNow());

    private static GoTime TimeOf(ITemplateRuntime runtime, Value value) =>
        value.Data switch
        {
            GoTime time => time,
            nint seconds => new GoTime(seconds, 0, GoZone.Utc),
            long seconds => new GoTime(seconds, 0, GoZone.Utc),
            int seconds => new GoTime(seconds, 0, GoZone.Utc),
            _ => Now(runtime),
        };

    private static Value Format(ITemplateRuntime runtime, Value[] a, string layout, Value date, string zone) =>
        Value.Of(GoLayout.Format(TimeOf(runtime, date).In(GoZone.Named(zone)), layout), a.Traces());

    private static Value Modify(Value[] a, bool must)
    {
        if (GoDuration.Parse(a.Text(0), out var error) is { } nanoseconds)
        {
            return new Value(((GoTime)a[1].Data!).Add(nanoseconds), a.Traces());
        }

        return must ? throw new FunctionException(error) : a[1];
    }

    private static Value Parse(Value[] a, bool must)
    {
        try
        {
            return new Value(LayoutParser.Parse(a.Text(0), a.Text(1)), a.Traces());
        }
        catch (FormatException refused)
        {
            return must ? throw new FunctionException(refused.Message) : new Value(GoTime.Zero, a.Traces());
        }
    }

    private static long RoundToSecond(long nanoseconds)
    {
        var rest = nanoseconds % GoDuration.Second;
        var whole = nanoseconds - rest;
        return Math.Abs(rest) * 2 < GoDuration.Second ? whole : whole + (Math.Sign(rest) * GoDuration.Second);
    }

    /// <summary>Takes int64 and text; an int, which is what a literal is, counts for nothing.</summary>
    private static string Duration(Value value)
    {
        var seconds = value.Data switch
        {
            string text => GoCast.ParseInt(text, 10) ?? 0,
            long number => number,
            _ => 0,
        };
        return GoDuration.Print(unchecked(seconds * GoDuration.Second));
    }

    private static string Rounded(ITemplateRuntime runtime, Value value)
    {
        var nanoseconds = value.Data switch
        {
            string text => GoDuration.Parse(text, out _) ?? 0,
            long number => number,
            GoTime time => Now(runtime).Since(time),
            _ => 0,
        };
        var length = nanoseconds == long.MinValue ? long.MaxValue : Math.Abs(nanoseconds);
        const long Day = 24 * GoDuration.Hour;
        foreach (
            var (unit, name) in (ReadOnlySpan<(long, string)>)
                [(365 * Day, "y"), (30 * Day, "mo"), (Day, "d"), (GoDuration.Hour, "h"), (GoDuration.Minute, "m"), (GoDuration.Second, "s")]
        )
        {
            if (length > unit)
            {
                return (length / unit).ToString(CultureInfo.InvariantCulture) + name;
            }
        }

        return "0s";
    }
}

namespace Wsm.Helm.Data.Times;

/// <summary>
/// What people call the offsets of the zones that charts name. .NET knows offsets but no abbreviations; a zone that is not listed prints
/// its
/// offset, as Go does for the many zones that have no abbreviation of their own.
/// </summary>
internal static class ZoneAbbreviations
{
    private static readonly (string Standard, string Daylight, string[] Zones)[] Names =
    [
        ("EST", "EDT", ["America/New_York", "America/Toronto", "America/Detroit", "US/Eastern", "EST5EDT"]),
        ("CST", "CDT", ["America/Chicago", "America/Winnipeg", "US/Central", "CST6CDT"]),
        ("MST", "MDT", ["America/Denver", "America/Edmonton", "US/Mountain", "MST7MDT"]),
        ("MST", "MST", ["America/Phoenix", "US/Arizona"]),
        ("PST", "PDT", ["America/Los_Angeles", "America/Vancouver", "US/Pacific", "PST8PDT"]),
        ("GMT", "BST", ["Europe/London", "GB"]),
        ("GMT", "IST", ["Europe/Dublin"]),
        ("WET", "WEST", ["Europe/Lisbon"]),
        (
            "CET",
            "CEST",
            [
                "Europe/Berlin",
                "Europe/Paris",
                "Europe/Madrid",
                "Europe/Rome",
                "Europe/Amsterdam",
                "Europe/Brussels",
                "Europe/Vienna",
                "Europe/Zurich",
                "Europe/Stockholm",
                "Europe/Oslo",
                "Europe/Copenhagen",
                "Europe/Prague",
                "Europe/Warsaw",
                "Europe/Budapest",
                "CET",
            ]
        ),
        ("EET", "EEST", ["Europe/Helsinki", "Europe/Athens", "Europe/Kiev", "Europe/Kyiv", "Europe/Bucharest", "EET"]),
        ("MSK", "MSK", ["Europe/Moscow"]),
        ("JST", "JST", ["Asia/Tokyo", "Japan"]),
        ("KST", "KST", ["Asia/Seoul"]),
        ("CST", "CST", ["Asia/Shanghai", "Asia/Taipei"]),
        ("HKT", "HKT", ["Asia/Hong_Kong"]),
        ("IST", "IST", ["Asia/Kolkata", "Asia/Calcutta"]),
        ("AEST", "AEDT", ["Australia/Sydney", "Australia/Melbourne"]),
        ("UTC", "UTC", ["Etc/UTC", "Etc/UCT", "Zulu", "Etc/Zulu", "Universal"]),
        ("GMT", "GMT", ["GMT", "Etc/GMT", "Greenwich"]),
    ];

    public static string? Of(TimeZoneInfo zone, DateTimeOffset moment)
    {
        foreach (var (standard, daylight, zones) in Names)
        {
            if (zones.Contains(zone.Id))
            {
                return zone.GetUtcOffset(moment) == zone.BaseUtcOffset ? standard : daylight;
            }
        }

        return null;
    }
}

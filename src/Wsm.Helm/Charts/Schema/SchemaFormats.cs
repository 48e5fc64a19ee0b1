using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Templates.Functions.Regexes;

namespace Wsm.Helm.Charts.Schema;

/// <summary>The formats that charts ask for. A format that is not known is a note.</summary>
internal static class SchemaFormats
{
    /// <summary>Why the text has not the format; null when it has.</summary>
    public static string? Problem(string format, string text) =>
        format switch
        {
            "ipv4" => Ipv4(text),
            "ipv6" => Ipv6(text),
            "hostname" => HostName(text),
            "email" => Email(text),
            "date" => Date(text),
            "time" => Time(text),
            "date-time" => DateTime(text),
            "uri" or "iri" => Uri.TryCreate(text, UriKind.Absolute, out _) && text.Contains(':') && !text.StartsWith('/')
                ? null
                : "relative url",
            "uri-reference" or "iri-reference" => text.Contains('\\') ? "contains \\" : null,
            "uuid" => Uuid(text),
            "regex" => Regex(text),
            "json-pointer" => text.Length == 0 || text[0] == '/' ? null : "not starting with /",
            "duration" => SchemaDuration.Problem(text),
            "semver" => SchemaVersion.Problem(text),
            _ => null,
        };

    private static string? Ipv4(string text)
    {
        var groups = text.Split('.');
        if (groups.Length != 4)
        {
            return "expected four decimals";
        }

        foreach (var group in groups)
        {
            if (group.Length > 1 && group[0] == '0')
            {
                return "leading zeros";
            }

            if (!int.TryParse(group, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                return $"strconv.Atoi: parsing {GoQuote.Quote(group)}: invalid syntax";
            }

            if (number is < 0 or > 255)
            {
                return "decimal must be between 0 and 255";
            }
        }

        return null;
    }

    private static string? Ipv6(string text)
    {
        if (!text.Contains(':'))
        {
            return "missing colon";
        }

        if (text.Contains('%'))
        {
            return "zone id is not a part of ipv6 address";
        }

        return IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 && !text.Contains('[')
            ? null
            : $"ParseAddr({GoQuote.Quote(text)}): unable to parse IP";
    }

    private static string? HostName(string text)
    {
        text = text.EndsWith('.') ? text[..^1] : text;
        if (text.Length > 253)
        {
            return "more than 253 characters long";
        }

        foreach (var label in text.Split('.'))
        {
            if (label.Length is < 1 or > 63)
            {
                return "label must be 1 to 63 characters long";
            }

            if (label[0] == '-')
            {
                return "label starts with hyphen";
            }

            if (label[^1] == '-')
            {
                return "label ends with hyphen";
            }

            foreach (var c in label)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c != '-')
                {
                    return $"invalid character {GoQuote.QuoteRune(c)}";
                }
            }
        }

        return null;
    }

    private static string? Email(string text)
    {
        if (text.Length > 254)
        {
            return "more than 255 characters long";
        }

        var at = text.LastIndexOf('@');
        if (at < 0)
        {
            return "missing @";
        }

        var local = text[..at];
        if (local.Length > 64)
        {
            return "local part more than 64 characters long";
        }

        if (local.StartsWith('.'))
        {
            return "starts with dot";
        }

        if (local.EndsWith('.'))
        {
            return "ends with dot";
        }

        if (local.Contains("..", StringComparison.Ordinal))
        {
            return "consecutive dots";
        }

        if (!local.StartsWith('"'))
        {
            foreach (var c in local)
            {
                if (!char.IsAsciiLetterOrDigit(c) && !".!#$%&'*+-/=?^_`{|}~".Contains(c))
                {
                    return $"invalid character {GoQuote.QuoteRune(c)}";
                }
            }
        }

        return HostName(text[(at + 1)..]) is { } problem ? $"invalid domain: {problem}" : null;
    }

    private static string? Date(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", out _)
            ? null
            : $"parsing time {GoQuote.Quote(text)} as \"2006-01-02\": cannot parse {GoQuote.Quote(text)} as \"2006\"";

    private static string? Time(string text)
    {
        if (text.Length < 9)
        {
            return "less than 9 characters long";
        }

        if (text[2] != ':' || text[5] != ':')
        {
            return "missing colon in correct place";
        }

        if (!Part(text, 0, out var hour) || !Part(text, 3, out var minute) || !Part(text, 6, out var second))
        {
            return "invalid hour/min/sec";
        }

        if (hour > 23 || minute > 59 || second > 60)
        {
            return "hour/min/sec out of range";
        }

        var rest = text.AsSpan(8);
        if (rest[0] == '.')
        {
            var digits = rest[1..].IndexOfAnyExceptInRange('0', '9');
            if (digits is 0 || rest.Length == 1)
            {
                return "no digits in second fraction";
            }

            rest = digits < 0 ? [] : rest[(digits + 1)..];
        }

        if (rest is "z" or "Z")
        {
            return null;
        }

        if (rest.Length != 6)
        {
            return "offset must be 6 characters long";
        }

        if (rest[0] is not ('+' or '-'))
        {
            return "offset must begin with plus/minus";
        }

        if (rest[3] != ':')
        {
            return "missing colon in offset in correct place";
        }

        if (!Part(rest, 1, out hour) || !Part(rest, 4, out minute))
        {
            return "invalid hour/min in offset";
        }

        return hour > 23 || minute > 59 ? "hour/min in offset out of range" : null;
    }

    private static bool Part(ReadOnlySpan<char> text, int at, out int value) =>
        int.TryParse(text.Slice(at, 2), NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static string? DateTime(string text)
    {
        if (text.Length < 20)
        {
            return "less than 20 characters long";
        }

        if (text[10] is not ('t' or 'T'))
        {
            return "11th character must be t or T";
        }

        if (Date(text[..10]) is { } date)
        {
            return $"invalid date element: {date}";
        }

        return Time(text[11..]) is { } time ? $"invalid time element: {time}" : null;
    }

    private static string? Uuid(string text)
    {
        int[] lengths = [8, 4, 4, 4, 12];
        var groups = text.Split('-');
        if (groups.Length != lengths.Length)
        {
            return "must have 5 elements";
        }

        for (var i = 0; i < groups.Length; i++)
        {
            if (groups[i].Length != lengths[i])
            {
                return $"element {i + 1} must be {lengths[i]} characters long";
            }

            foreach (var c in groups[i])
            {
                if (!char.IsAsciiHexDigit(c))
                {
                    return $"non-hex character {GoQuote.QuoteRune(c)}";
                }
            }
        }

        return null;
    }

    private static string? Regex(string text)
    {
        try
        {
            GoRegex.Compile(text);
            return null;
        }
        catch (RegexSyntaxException e)
        {
            return e.Message;
        }
    }
}

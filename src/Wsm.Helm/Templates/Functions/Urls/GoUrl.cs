using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Templates.Functions.Urls;

/// <summary>A URL as Go's <c>net/url</c> takes it apart and puts it together. Parts are decoded but for the query.</summary>
internal sealed class GoUrl
{
    public string Scheme { get; init; } = "";

    public string Opaque { get; init; } = "";

    /// <summary>User and password, escaped; null when there is no <c>@</c>.</summary>
    public string? User { get; init; }

    /// <summary>With the port.</summary>
    public string Host { get; init; } = "";

    public string Path { get; init; } = "";

    public string Query { get; init; } = "";

    public string Fragment { get; init; } = "";

    public string Hostname
    {
        get
        {
            if (Host.StartsWith('[') && Host.IndexOf(']') is > 0 and var bracket)
            {
                return Host[1..bracket];
            }

            var colon = Host.LastIndexOf(':');
            return colon >= 0 && IsPort(Host[colon..]) ? Host[..colon] : Host;
        }
    }

    /// <exception cref="FormatException">With Go's message.</exception>
    public static GoUrl Parse(string text)
    {
        var hash = text.IndexOf('#');
        var (main, fragment) = hash < 0 ? (text, "") : (text[..hash], text[(hash + 1)..]);
        try
        {
            return ParseMain(main, UrlEscape.Decode(fragment, UrlPart.Fragment));
        }
        catch (FormatException refused)
        {
            throw new FormatException($"parse {GoQuote.Quote(main)}: {refused.Message}", refused);
        }
    }

    private static GoUrl ParseMain(string text, string fragment)
    {
        foreach (var character in text)
        {
            if (character < ' ' || character == 0x7F)
            {
                throw new FormatException("net/url: invalid control character in URL");
            }
        }

        if (text == "*")
        {
            return new GoUrl { Path = "*", Fragment = fragment };
        }

        var (scheme, rest) = SplitScheme(text);
        var mark = rest.IndexOf('?');
        var query = mark < 0 ? "" : rest[(mark + 1)..];
        if (mark >= 0)
        {
            rest = rest[..mark];
        }

        if (!rest.StartsWith('/'))
        {
            if (scheme.Length > 0)
            {
                return new GoUrl
                {
                    Scheme = scheme,
                    Opaque = rest,
                    Query = query,
                    Fragment = fragment,
                };
            }

            var slash = rest.IndexOf('/');
            if ((slash < 0 ? rest : rest[..slash]).Contains(':'))
            {
                throw new FormatException("first path segment in URL cannot contain colon");
            }
        }

        string? user = null;
        var host = "";
        if (rest.StartsWith("//", StringComparison.Ordinal) && (scheme.Length > 0 || !rest.StartsWith("///", StringComparison.Ordinal)))
        {
            var end = rest.IndexOf('/', 2);
            (user, host) = SplitAuthority(end < 0 ? rest[2..] : rest[2..end]);
            rest = end < 0 ? "" : rest[end..];
        }

        return new GoUrl
        {
            Scheme = scheme,
            User = user,
            Host = host,
            Path = UrlEscape.Decode(rest, UrlPart.Path),
            Query = query,
            Fragment = fragment,
        };
    }

    private static (string Scheme, string Remainder) SplitScheme(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (char.IsAsciiLetter(character))
            {
                continue;
            }

            if (char.IsAsciiDigit(character) || character is '+' or '-' or '.')
            {
                if (i == 0)
                {
                    return ("", text);
                }

                continue;
            }

            if (character != ':')
            {
                return ("", text);
            }

            return i == 0 ? throw new FormatException("missing protocol scheme") : (text[..i].ToLowerInvariant(), text[(i + 1)..]);
        }

        return ("", text);
    }

    private static (string? User, string Host) SplitAuthority(string authority)
    {
        var at = authority.LastIndexOf('@');
        var host = ParseHost(authority[(at + 1)..]);
        if (at < 0)
        {
            return (null, host);
        }

        var user = authority[..at];
        if (!user.All(static c => char.IsAsciiLetterOrDigit(c) || "-._:~!$&'()*+,;=%@".Contains(c)))
        {
            throw new FormatException("net/url: invalid userinfo");
        }

        var colon = user.IndexOf(':');
        var name = UrlEscape.Encode(UrlEscape.Decode(colon < 0 ? user : user[..colon], UrlPart.User), UrlPart.User);
        return (colon < 0 ? name : name + ":" + UrlEscape.Encode(UrlEscape.Decode(user[(colon + 1)..], UrlPart.User), UrlPart.User), host);
    }

    private static string ParseHost(string host)
    {
        var colon = host.LastIndexOf(':');
        var bracket = host.LastIndexOf(']');
        if (host.StartsWith('['))
        {
            if (bracket < 0)
            {
                throw new FormatException("missing ']' in host");
            }

            if (!IsPort(host[(bracket + 1)..]))
            {
                throw new FormatException($"invalid port {GoQuote.Quote(host[(bracket + 1)..])} after host");
            }
        }
        else if (colon >= 0 && !IsPort(host[colon..]))
        {
            throw new FormatException($"invalid port {GoQuote.Quote(host[colon..])} after host");
        }

        return UrlEscape.Decode(host, UrlPart.Host);
    }

    private static bool IsPort(string text) => text.Length == 0 || (text[0] == ':' && text.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0);

    public override string ToString()
    {
        var text = new System.Text.StringBuilder();
        if (Scheme.Length > 0)
        {
            text.Append(Scheme).Append(':');
        }

        if (Opaque.Length > 0)
        {
            text.Append(Opaque);
        }
        else
        {
            var path = UrlEscape.Encode(Path, UrlPart.Path);
            if (Scheme.Length > 0 || Host.Length > 0 || User is not null)
            {
                if (Host.Length > 0 || Path.Length > 0 || User is not null)
                {
                    text.Append("//");
                }

                if (User is not null)
                {
                    text.Append(User).Append('@');
                }

                text.Append(UrlEscape.Encode(Host, UrlPart.Host));
            }

            if (path.Length > 0 && path[0] != '/' && Host.Length > 0)
            {
                text.Append('/');
            }
            // A colon in the first segment would look like a scheme.
            if (text.Length == 0 && path.Split('/')[0].Contains(':'))
            {
                text.Append("./");
            }

            text.Append(path);
        }

        if (Query.Length > 0)
        {
            text.Append('?').Append(Query);
        }

        if (Fragment.Length > 0)
        {
            text.Append('#').Append(UrlEscape.Encode(Fragment, UrlPart.Fragment));
        }

        return text.ToString();
    }
}

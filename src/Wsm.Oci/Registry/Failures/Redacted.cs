using System.Text.RegularExpressions;

namespace Wsm.Oci.Registry.Failures;

/// <summary>Addresses as they may be shown: no user info, and query values only where they are known to be harmless.</summary>
public static partial class Redacted
{
    private static readonly HashSet<string> Harmless = ["n", "last", "digest", "mount", "from", "artifactType", "service", "scope"];

    /// <summary>A text in which addresses may stand, with a scheme or without: without the users and passwords that they carry.</summary>
    public static string Text(string text) =>
        text.Contains('@', StringComparison.Ordinal)
            ? BareUserInfo()
                .Replace(UserInfo().Replace(text, "$1***@"), static found =>
                    found.Groups[3].Success ? found.Value : $"{found.Groups[1]}***@"
                )
            : text;

    [GeneratedRegex(@"([A-Za-z][A-Za-z0-9+.\-]*://)[^/\s'""@]*@", RegexOptions.NonBacktracking)]
    private static partial Regex UserInfo();

    /// <summary><c>user:password@host</c>; its third group is there where it is <c>name:tag@sha256:…</c>.</summary>
    [GeneratedRegex(@"(^|[\s'""(=])[^/\s'""@:(=]+:([^/\s'""@]+)@(sha256:|sha512:)?", RegexOptions.NonBacktracking)]
    private static partial Regex BareUserInfo();

    internal static string Address(Uri uri)
    {
        var path = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        var query = uri.Query.TrimStart('?');
        return query.Length == 0 ? path : $"{path}?{string.Join('&', query.Split('&').Select(Pair))}";
    }

    /// <summary>The values of a query that are not shown, as they stand in it.</summary>
    internal static IEnumerable<string> SecretsOf(Uri uri) =>
        uri
            .Query.TrimStart('?')
            .Split('&')
            .Where(pair => pair.IndexOf('=', StringComparison.Ordinal) is var equals && equals >= 0 && !Harmless.Contains(pair[..equals]))
            .Select(pair => pair[(pair.IndexOf('=', StringComparison.Ordinal) + 1)..]);

    private static string Pair(string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 || Harmless.Contains(pair[..equals]) ? pair : pair[..equals] + "=***";
    }
}

namespace Wsm.Oci.Registry.Http;

/// <summary>Addresses as they may be shown: no user info, and query values only where they are known to be harmless.</summary>
internal static class Redacted
{
    private static readonly HashSet<string> Harmless = ["n", "last", "digest", "mount", "from", "artifactType", "service", "scope"];

    public static string Address(Uri uri)
    {
        var path = uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
        var query = uri.Query.TrimStart('?');
        return query.Length == 0 ? path : $"{path}?{string.Join('&', query.Split('&').Select(Pair))}";
    }

    private static string Pair(string pair)
    {
        var equals = pair.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 || Harmless.Contains(pair[..equals]) ? pair : pair[..equals] + "=***";
    }
}

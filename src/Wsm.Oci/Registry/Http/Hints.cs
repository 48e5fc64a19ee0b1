namespace Wsm.Oci.Registry.Http;

/// <summary>What a person can do about an answer.</summary>
internal static class Hints
{
    public static string? For(string registry, HttpResponseMessage response, IReadOnlyList<string> codes)
    {
        if (codes.Contains("TOOMANYREQUESTS") || (int)response.StatusCode == 429)
            return $"The registry limits how often it may be asked; log in (wsm login {registry}) or wait a while.";
        if (codes.Contains("MANIFEST_UNKNOWN") || codes.Contains("TAG_UNKNOWN"))
            return "Check the tag or digest.";
        if (codes.Contains("NAME_UNKNOWN") || codes.Contains("NOT_FOUND"))
            return "Check the repository's name; some registries also want the project or repository to be created first.";
        if (codes.Contains("NAME_INVALID"))
            return "The registry does not accept this repository name; some take only one or two path components (--path-style flat).";
        return (int)response.StatusCode switch
        {
            401 => $"Log in with: wsm login {registry}",
            403 => $"This user may not do that here; check the project's permissions, or log in as another user: wsm login {registry}",
            404 when IsHtml(response) => $"{registry} does not look like a container registry; check host and port.",
            405 => "The registry does not allow this; it may be read-only, or a pull-through cache.",
            407 => "The proxy wants a user and password: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT",
            413 => "A proxy before the registry limits the size of requests (nginx: client_max_body_size).",
            500 or 502 or 503 or 504 => "The registry is in trouble; look into its log, or try again later.",
            507 => "The registry's storage is full.",
            _ when IsHtml(response) => $"{registry} does not look like a container registry; check host and port.",
            _ => null,
        };
    }

    public static bool IsHtml(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml";
}

namespace Wsm.Oci.Registry.Failures;

/// <summary>What comes in a registry's place when a proxy, a login page or another server answers.</summary>
internal static class WebPage
{
    public static bool Is(HttpResponseMessage response) => IsType(response.Content.Headers.ContentType?.MediaType);

    public static bool IsType(string? mediaType) => mediaType is "text/html" or "application/xhtml+xml";
}

using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Wsm.Oci.Registry.Failures;

/// <summary>The words of an answer that is no success, in whatever form they come.</summary>
internal static partial class ErrorBody
{
    private static readonly JsonDocumentOptions Lenient = new() { MaxDepth = 16, AllowTrailingCommas = true };

    public static IReadOnlyList<RegistryError> Parse(byte[] body, string? mediaType)
    {
        if (body.Length == 0)
        {
            return [];
        }

        try
        {
            using var document = JsonDocument.Parse(body, Lenient);
            return RegistryError.Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return RegistryError.OfWords(Words(Encoding.UTF8.GetString(body), mediaType));
        }
    }

    /// <summary>A page is told by its title, which is where proxies name themselves and their reason.</summary>
    private static string Words(string text, string? mediaType)
    {
        var isPage = WebPage.IsType(mediaType) || text.TrimStart().StartsWith('<');
        return isPage ? WebUtility.HtmlDecode(Title().Match(text).Groups["words"].Value)
            : mediaType is null or "text/plain" ? text
            : "";
    }

    [GeneratedRegex(
        @"<(title|h1)[^>]*>(?<words>[^<]+)<",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Title();
}

using System.Buffers.Text;
using System.Text;

namespace Wsm.Product.Finding.Candidates;

/// <summary>Texts that are files themselves, by their looks.</summary>
internal static class EmbeddedText
{
    /// <summary>More than a word: lines, JSON, a mapping.</summary>
    public static bool IsFile(string written)
    {
        var trimmed = written.AsSpan().Trim();
        return trimmed.Contains('\n')
            || trimmed.Contains(": {", StringComparison.Ordinal)
            || (trimmed.Length > 1 && (trimmed[0], trimmed[^1]) is ('{', '}') or ('[', ']'));
    }

    public static bool MayName(string written) =>
        written.Contains("image", StringComparison.OrdinalIgnoreCase)
        || written.Contains("repo", StringComparison.OrdinalIgnoreCase)
        || written.Contains("registry", StringComparison.OrdinalIgnoreCase)
        || written.Contains(".io/", StringComparison.Ordinal)
        || written.Contains("@sha256:", StringComparison.Ordinal)
        || (written.Contains('/') && written.Contains(':'));

    public static bool IsDashboard(string written) =>
        written.Contains("\"panels\"", StringComparison.Ordinal)
        && ((string[])["\"schemaVersion\"", "\"templating\"", "\"fieldConfig\"", "\"gridPos\""]).Any(word =>
            written.Contains(word, StringComparison.Ordinal)
        );

    public static string? Decode(string encoded)
    {
        if (!Base64.IsValid(encoded))
        {
            return null;
        }

        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(Convert.FromBase64String(encoded));
        }
        catch (DecoderFallbackException)
        {
            // Bytes that are no text: keys, archives.
            return null;
        }
    }
}

using Wsm.Product.Finding.Candidates;

namespace Wsm.Product.Finding.Inside;

/// <summary>References in files of configuration, found as in the ConfigMaps of a chart.</summary>
internal static class TextImages
{
    private const int LongestShown = 200;

    private static readonly string[] Signs =
    [
        "image",
        ".io/",
        "registry",
        "repositor",
        ".azurecr.",
        ".pkg.dev",
        ".amazonaws.com",
        "mcr.microsoft.com",
        "cgr.dev/",
        "public.ecr.aws",
        "docker.",
        "@sha256:",
    ];

    private static readonly System.Buffers.SearchValues<string> Sought = System.Buffers.SearchValues.Create(
        Signs,
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>Whether a thorough look can find anything; it takes far longer than this.</summary>
    public static bool MayName(string text) => text.AsSpan().ContainsAny(Sought);

    /// <param name="name">The file's, which says something too.</param>
    public static IEnumerable<Match> In(string text, string name)
    {
        if (!MayName(text) || text.Contains('\0'))
        {
            yield break;
        }

        var scan = new CandidateScan(new ReferenceText(null), _ => false);
        scan.WalkText(name, text);
        foreach (var found in scan.Found)
        {
            var written = found.Reference.AsWritten;
            var at = text.IndexOf(written, StringComparison.Ordinal);
            // A tag that follows in a variable, or by a sign that only its reader knows, would be another.
            if (at >= 0 && IsCutOff(text, at + written.Length))
            {
                continue;
            }

            int? line = at < 0 ? null : text.AsSpan(0, at).Count('\n') + 1;
            yield return new Match(
                found.Reference,
                at < 0 ? written : Line(text, at),
                found.Reason,
                found.Confidence,
                LiteralImages.IsWhole(written),
                line
            );
        }
    }

    private static bool IsCutOff(string text, int at) =>
        at < text.Length
        && text[at] is '-' or '.' or '_'
        && (at + 1 == text.Length || text[at + 1] is '"' or '\'' or '$' or '{' or '<' or '%');

    private static string Line(string text, int at)
    {
        var start = at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;
        var end = text.IndexOf('\n', at);
        var line = text.AsSpan(start, (end < 0 ? text.Length : end) - start).Trim();
        return line.Length > LongestShown ? text.Substring(at, Math.Min(LongestShown, text.Length - at)).Split('\n')[0] : line.ToString();
    }
}

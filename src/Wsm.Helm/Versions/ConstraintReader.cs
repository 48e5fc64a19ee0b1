using System.Text;

namespace Wsm.Helm.Versions;

/// <summary>The spelling of constraints.</summary>
internal static class ConstraintReader
{
    // Longer ones first: => before =.
    private static readonly string[] Operators = ["!=", ">=", "=>", "<=", "=<", "~>", "=", ">", "<", "~", "^", ""];

    /// <summary><c>1.2 - 1.4</c> means <c>&gt;= 1.2, &lt;= 1.4</c>.</summary>
    public static string ReplaceRanges(string text)
    {
        var result = new StringBuilder(text.Length + 8);
        for (var at = 0; at < text.Length; )
        {
            var start = SkipSpace(text, at);
            if (
                VersionText.TryRead(text, start, true, out var low)
                && TryReadHyphen(text, low.End, out var next)
                && VersionText.TryRead(text, next, true, out var high)
            )
            {
                result.Append(">= ").Append(text, start, low.End - start).Append(", <= ").Append(text, next, high.End - next).Append(' ');
                at = SkipSpace(text, high.End);
            }
            else
            {
                result.Append(text[at++]);
            }
        }

        return result.ToString();
    }

    /// <exception cref="FormatException">The text is no row of comparisons, or has a number mixed with wildcards, as in
    /// <c>12x</c>.</exception>
    public static IReadOnlyList<VersionComparison> ReadAll(string text)
    {
        // What is no comparison anywhere in the row is told before what is wrong with a number.
        var row = Split(text) ?? throw new FormatException($"improper constraint: {text}");
        return [.. row.Select(static one => Comparison(one.Sign, one.Version))];
    }

    private static List<(string Sign, VersionText Version)>? Split(string text)
    {
        var row = new List<(string, VersionText)>();
        var at = SkipSpace(text, 0);
        while (true)
        {
            var sign = Operators.First(candidate => string.CompareOrdinal(text, at, candidate, 0, candidate.Length) == 0);
            at = SkipSpace(text, at + sign.Length);
            if (!VersionText.TryRead(text, at, true, out var parts))
            {
                return null;
            }

            row.Add((sign, parts));
            var end = SkipSpace(text, parts.End);
            if (end == text.Length)
            {
                return row;
            }

            if (text[end] == ',')
            {
                end = SkipSpace(text, end + 1);
            }
            else if (end == parts.End)
            {
                return null;
            }

            at = end;
        }
    }

    private static VersionComparison Comparison(string sign, VersionText parts)
    {
        var wild = Array.FindIndex(parts.Numbers, static number => number is "" or "x" or "X" or "*");
        var core = string.Join('.', parts.Numbers.Select((number, i) => wild >= 0 && i >= wild ? "0" : number));
        // Of a pattern with wildcards only the pre-release counts besides the numbers before them.
        var pre = parts.Prerelease.Length > 0 ? "-" + parts.Prerelease : "";
        var meta = wild < 0 && parts.Metadata.Length > 0 ? "+" + parts.Metadata : "";
        return SemanticVersion.TryParse(core + pre + meta, out var version)
            ? new VersionComparison(sign, version, wild)
            : throw new FormatException("constraint parser error");
    }

    private static bool TryReadHyphen(string text, int at, out int next)
    {
        var hyphen = SkipSpace(text, at);
        next = hyphen < text.Length && text[hyphen] == '-' ? SkipSpace(text, hyphen + 1) : -1;
        return hyphen > at && next > hyphen + 1;
    }

    private static int SkipSpace(string text, int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\n' or '\f' or '\r')
        {
            at++;
        }

        return at;
    }
}

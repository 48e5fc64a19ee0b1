namespace Wsm.Product.Sources;

/// <summary>What charts may be called. Helm takes almost anything, blanks and capitals too.</summary>
public static class ChartName
{
    private const int Longest = 200;

    /// <summary>Whether the text can be part of a file name on every system.</summary>
    public static bool IsValid(string text) =>
        text.Length is > 0 and <= Longest
        && text is not ("." or "..")
        && !text.Any(c => char.IsControl(c) || c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|');
}

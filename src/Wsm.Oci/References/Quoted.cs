namespace Wsm.Oci.References;

/// <summary>Foreign text made fit for a message: short, on one line, without what could drive a terminal.</summary>
public static class Quoted
{
    private const int Longest = 120;

    /// <summary>In quotes.</summary>
    public static string Text(string? text) => text is null ? "(nothing)" : $"\"{Plain(text, Longest)}\"";

    /// <summary>As it is, for the words of servers and programs.</summary>
    public static string Plain(string text, int longest)
    {
        var shown = text.Length > longest ? text[..longest] + "…" : text;
        return string.Concat(
            shown.Select(c =>
                c is '\n' or '\r' or '\t' ? ' '
                : char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format
                    ? '?'
                : c
            )
        );
    }
}

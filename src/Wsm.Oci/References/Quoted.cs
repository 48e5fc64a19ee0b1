namespace Wsm.Oci.References;

/// <summary>Foreign text made fit for an error message: in quotes, short, on one line, without control characters.</summary>
internal static class Quoted
{
    private const int Longest = 120;

    public static string Text(string? text)
    {
        if (text is null)
            return "(nothing)";
        var shown = text.Length > Longest ? text[..Longest] + "…" : text;
        return '"' + string.Concat(shown.Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)) + '"';
    }
}

using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions.Text;

/// <summary>Shortens a text with <c>...</c>, counting bytes as goutils does.</summary>
internal static class Abbreviation
{
    private const int Marker = 3;

    /// <param name="left">The byte that must stay visible at the left; 0 to cut only the end.</param>
    /// <param name="width">The most bytes that the result may have.</param>
    public static string Abbreviate(string text, long left, long width)
    {
        if (width < 4 || (left > 0 && width < 7) || text.Length == 0)
        {
            return text;
        }

        var bytes = GoText.ToBytes(text);
        return GoText.FromBytes(Cut(bytes, left, width));
    }

    private static byte[] Cut(byte[] bytes, long left, long width)
    {
        if (bytes.Length <= width)
        {
            return bytes;
        }

        var shown = (int)width - Marker;
        var offset = (int)Math.Min(left, bytes.Length - shown);
        if (offset <= 4)
        {
            return [.. bytes.AsSpan(0, shown), .. "..."u8];
        }

        if (offset + shown >= bytes.Length)
        {
            return [.. "..."u8, .. bytes.AsSpan(bytes.Length - shown)];
        }
        // What is left for the middle may be too narrow to be shortened itself; goutils then gives nothing for it.
        return [.. "..."u8, .. shown < 4 ? [] : Cut(bytes[offset..], 0, shown)];
    }
}

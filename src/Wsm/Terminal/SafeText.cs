using System.Globalization;
using System.Text;

namespace Wsm.Terminal;

/// <summary>
/// Makes text harmless that others wrote: what would move a terminal's cursor, change its state or turn the order of letters around is
/// shown as an escape. Lines and tabs stay.
/// </summary>
public static class SafeText
{
    public static string Of(string text)
    {
        var first = 0;
        while (first < text.Length && !IsUnsafe(text, first))
        {
            first++;
        }

        if (first == text.Length)
        {
            return text;
        }

        var safe = new StringBuilder(text, 0, first, text.Length + 16);
        for (var i = first; i < text.Length; i++)
        {
            if (IsUnsafe(text, i))
            {
                safe.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:x4}");
            }
            else
            {
                safe.Append(text[i]);
            }
        }

        return safe.ToString();
    }

    private static bool IsUnsafe(string text, int at) =>
        text[at] switch
        {
            '\n' or '\t' => false,
            // The end of a line of CSV; alone it goes back to where the line began.
            '\r' => at + 1 == text.Length || text[at + 1] != '\n',
            < ' ' or (>= '\u007f' and <= '\u009f') => true,
            // Marks that change the direction of writing, and the separators that some terminals take for new lines.
            '\u061c' or '\u200e' or '\u200f' or (>= '\u2028' and <= '\u202e') or (>= '\u2066' and <= '\u2069') => true,
            _ => false,
        };
}

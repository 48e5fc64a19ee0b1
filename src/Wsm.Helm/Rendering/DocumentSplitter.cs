using Wsm.Helm.Data;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Rendering;

/// <summary>
/// Cuts a rendered file into documents where helm 4.1 does: at <c>---</c> at the very beginning or behind a line break, with the blanks
/// around it.
/// Those blanks are gone then, so the second of two separators in a row has no line break before it and stays in its document.
/// </summary>
public static class DocumentSplitter
{
    /// <returns>The documents without blanks around them; none of them empty.</returns>
    public static List<Value> Split(Value file)
    {
        var text = (string)file.Data!;
        var documents = new List<Value>();
        var end = text.AsSpan().TrimEnd().Length;
        var start = text.Length - text.AsSpan().TrimStart().Length;
        if (start >= end)
        {
            return documents;
        }

        if (text.AsSpan(start, end - start).StartsWith("---"))
        {
            start = SkipBlanks(text, start + 3, end);
        }

        while (true)
        {
            var separator = text.AsSpan(start, end - start).IndexOf("\n---");
            if (separator < 0)
            {
                break;
            }

            var cut = start + separator;
            var next = SkipBlanks(text, cut + 4, end);
            while (cut > start && IsBlank(text[cut - 1]))
            {
                cut--;
            }

            Add(start, cut);
            start = next;
        }

        Add(start, end);
        return documents;

        void Add(int from, int to)
        {
            // Helm drops documents of nothing before it trims them, by Unicode's idea of blank; ones of only such blanks stay, empty.
            if (to <= from)
            {
                return;
            }

            var trimmed = text.AsSpan(from, to - from).TrimStart();
            from = to - trimmed.Length;
            var length = trimmed.TrimEnd().Length;
            documents.Add(Value.Of(text.Substring(from, length), TracedText.Slice(file.Trace, from, length, text.Length)));
        }
    }

    private static int SkipBlanks(string text, int at, int end)
    {
        while (at < end && IsBlank(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>RE2's <c>\s</c>.</summary>
    private static bool IsBlank(char character) => character is ' ' or '\t' or '\n' or '\r' or '\f';
}

using System.Text;

namespace Wsm.Product.Artifacts;

/// <summary>Changes to a text, collected by places of the text as it was.</summary>
internal sealed class TextEdits(string text)
{
    private readonly SortedDictionary<int, (int End, string Text)> _edits = [];

    public string Text => text;

    /// <summary>How the text ends its lines.</summary>
    public string LineEnd => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>What several aliases name alike is written once.</summary>
    public void Replace(Range place, string with) => _edits[place.Start.Value] = (place.End.Value, with);

    /// <summary>Several insertions at one place stand in the order in which they came.</summary>
    public void Insert(int at, string more) =>
        _edits[at] = _edits.TryGetValue(at, out var there) ? (there.End, there.Text + more) : (at, more);

    /// <summary>Where the line that holds a place ends, before its line break.</summary>
    public int EndOfLine(int at)
    {
        var end = text.IndexOf('\n', at);
        return end < 0 ? text.Length
            : end > 0 && text[end - 1] == '\r' ? end - 1
            : end;
    }

    public int StartOfLine(int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;

    public string Apply()
    {
        var made = new StringBuilder(text.Length + 1024);
        var done = 0;
        foreach (var (start, (end, replacement)) in _edits)
        {
            made.Append(text, done, start - done).Append(replacement);
            done = end;
        }

        return made.Append(text, done, text.Length - done).ToString();
    }
}

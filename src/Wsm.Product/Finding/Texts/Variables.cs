using System.Text;
using Wsm.Helm.Provenance;

namespace Wsm.Product.Finding.Texts;

/// <summary>Puts the values of earlier variables in the places of <c>$(NAME)</c>, as the kubelet does.</summary>
internal static class Variables
{
    public static TextEntry Expand(TextEntry entry, IReadOnlyList<TextEntry> earlier)
    {
        if (!entry.Text.Contains("$(", StringComparison.Ordinal))
        {
            return entry;
        }

        var text = new StringBuilder();
        var runs = new List<TextRun>();
        for (var at = 0; at < entry.Text.Length; )
        {
            var open = entry.Text.IndexOf("$(", at, StringComparison.Ordinal);
            var close = open < 0 ? -1 : entry.Text.IndexOf(')', open);
            var literal = close < 0 ? entry.Text.Length : open;
            Add(entry.Place.After(at), entry.Text[at..literal]);
            if (close < 0)
            {
                break;
            }

            var name = entry.Text[(open + 2)..close];
            var known = earlier.LastOrDefault(variable => variable.Key == name);
            Add(known.Key is null ? entry.Place.After(open) : known.Place, known.Key is null ? entry.Text[open..(close + 1)] : known.Text);
            at = close + 1;
        }

        var expanded = new DocumentText(text.ToString(), new TextTrace(runs), asText: true);
        return new TextEntry(entry.Key, text.ToString(), new TextPlace(expanded, expanded.Root, 0));

        void Add(TextPlace place, string piece)
        {
            runs.AddRange(place.Runs(piece.Length).Select(run => run with { Start = run.Start + text.Length }));
            text.Append(piece);
        }
    }
}

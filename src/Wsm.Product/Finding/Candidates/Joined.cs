using System.Text;
using Wsm.Helm.Provenance;
using Wsm.Oci.References;
using Wsm.Product.Finding.Texts;

namespace Wsm.Product.Finding.Candidates;

/// <summary>A reference put together from several texts, each of which keeps what it was made from.</summary>
internal sealed class Joined
{
    private readonly StringBuilder _text = new();
    private readonly List<TextRun> _runs = [];

    public TextPlace? First { get; private set; }

    public IReadOnlyList<TextRun> Runs => _runs;

    public string Text => _text.ToString();

    public Joined Add(string before, TextEntry? part)
    {
        if (part is not { Text.Length: > 0 } entry)
        {
            return this;
        }

        _text.Append(before);
        First ??= entry.Place;
        var lead = entry.Text.Length - entry.Text.TrimStart().Length;
        var text = entry.Text.Trim();
        if (text.IndexOf("://", StringComparison.Ordinal) is > 0 and var scheme && text.AsSpan(0, scheme).IndexOfAny("/:@") < 0)
        {
            (text, lead) = (text[(scheme + 3)..], lead + scheme + 3);
        }

        var kept = text.TrimEnd('/');
        _runs.AddRange(entry.Place.After(lead).Runs(kept.Length).Select(run => run with { Start = run.Start + _text.Length }));
        _text.Append(kept);
        return this;
    }

    public Joined AddLiteral(string text)
    {
        _text.Append(text);
        return this;
    }

    /// <summary>A plus sign becomes what a tag can hold; one character for one, so that every run stays where it is.</summary>
    public Joined WithPlusAs(string? sign)
    {
        if (sign is not null)
        {
            _text.Replace("+", sign);
        }

        return this;
    }

    public ImageReference? Reference => ImageReference.TryParse(Text, out var reference) ? reference : null;
}

using Wsm.Helm.Data;
using Wsm.Helm.Provenance;

namespace Wsm.Site.Values.Overrides;

/// <summary>A stretch of an image's text: fixed, or what a value that can be set puts there.</summary>
/// <param name="Path">The value to set; null for text that no value reaches.</param>
/// <param name="Whole">The value's whole text now; the piece is the slice of it at <paramref name="Offset"/>.</param>
internal sealed record ImagePiece(string Text, ValuePath? Path, string Whole, int Offset)
{
    /// <summary>The value is seen through a function: what the piece becomes when it is set is a guess until it is rendered.</summary>
    public bool IsGuess { get; init; }

    /// <summary>The edit that makes the piece read <paramref name="text"/>.</summary>
    public ValueEdit Become(string text) => new(Path!, Whole[..Offset] + text + Whole[(Offset + Text.Length)..]);

    /// <summary>What the piece reads once the edit is made.</summary>
    public string After(ValueEdit edit)
    {
        if (Path is null || edit.Key != Path.ToString())
        {
            return Text;
        }

        var (head, tail) = (Whole[..Offset], Whole[(Offset + Text.Length)..]);
        return
            edit.Text.StartsWith(head, StringComparison.Ordinal)
            && edit.Text.EndsWith(tail, StringComparison.Ordinal)
            && edit.Text.Length >= head.Length + tail.Length
            ? edit.Text[head.Length..(edit.Text.Length - tail.Length)]
            : edit.Text;
    }

    /// <summary>Cuts an image's text at its runs.</summary>
    /// <param name="valueAt">The value that stands at a path before rendering; nil where none does.</param>
    /// <param name="believing">Where several values had a say in a piece, the one that reads like it is believed to have made it.</param>
    public static IReadOnlyList<ImagePiece> Cut(
        string text,
        IReadOnlyList<TextRun> runs,
        Func<ValuePath, Value> valueAt,
        bool believing = false
    )
    {
        var pieces = new List<ImagePiece>();
        var at = 0;
        foreach (var run in runs)
        {
            if (run.Start > at)
            {
                pieces.Add(new ImagePiece(text[at..run.Start], null, "", 0));
            }

            var from = Math.Max(at, run.Start);
            var to = Math.Min(text.Length, run.End);
            if (from >= to)
            {
                continue;
            }

            pieces.Add(
                Of(
                    text[from..to],
                    run with
                    {
                        Start = from,
                        OriginStart = run.IsVerbatim ? run.OriginStart + (from - run.Start) : -1,
                    },
                    valueAt,
                    believing
                )
            );
            at = to;
        }

        if (at < text.Length)
        {
            pieces.Add(new ImagePiece(text[at..], null, "", 0));
        }

        return pieces;
    }

    private static ImagePiece Of(string text, TextRun run, Func<ValuePath, Value> valueAt, bool believing)
    {
        if (
            run.Origin is ValueOrigin verbatim
            && run.IsVerbatim
            && valueAt(verbatim.Path).Data is string whole
            && string.CompareOrdinal(whole, run.OriginStart, text, 0, text.Length) == 0
        )
        {
            return new ImagePiece(text, verbatim.Path, whole, run.OriginStart);
        }

        IReadOnlyList<ValueOrigin> origins = [.. run.Origin?.Origins() ?? []];
        if (origins.Count > 1 && believing)
        {
            origins =
            [
                .. origins
                    .DistinctBy(origin => origin.Path.ToString())
                    .Where(origin => valueAt(origin.Path).Data is string value && value == text),
            ];
        }

        return origins is [var only] ? OfFunction(text, only.Path, valueAt(only.Path)) : new ImagePiece(text, null, "", 0);
    }

    /// <summary>
    /// Text that a function made of one value, or a default that stands in for a key nobody set: setting the key puts that text there
    /// instead.
    /// </summary>
    private static ImagePiece OfFunction(string text, ValuePath path, Value value)
    {
        if (value.Data is not string whole)
        {
            return new ImagePiece(text, path, text, 0) { IsGuess = value.Data is not null };
        }
        // Where the value says more than the image, that must stay as it is; where it does not show which part is the image, nothing is
        // safe.
        if (whole.IndexOf(text, StringComparison.Ordinal) is var at and >= 0 && whole.LastIndexOf(text, StringComparison.Ordinal) == at)
        {
            return new ImagePiece(text, path, whole, at) { IsGuess = true };
        }

        return whole.Any(char.IsWhiteSpace) ? new ImagePiece(text, null, "", 0) : new ImagePiece(text, path, text, 0) { IsGuess = true };
    }
}

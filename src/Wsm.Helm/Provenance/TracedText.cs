using System.Text;

namespace Wsm.Helm.Provenance;

/// <summary>
/// A text under construction that remembers where its pieces came from. With null traces it is a plain <see cref="StringBuilder"/>.
/// </summary>
internal sealed class TracedText
{
    private readonly StringBuilder _text = new();
    private List<TextRun>? _runs;

    public int Length => _text.Length;

    public TracedText Append(string text) => Append(text, null, null);

    public TracedText Append(char character)
    {
        _text.Append(character);
        return this;
    }

    /// <summary>
    /// Appends all of <paramref name="text"/> with what is known of it; runs that have no position yet get <paramref name="position"/>.
    /// </summary>
    public TracedText Append(string text, Trace? trace, TemplatePosition? position = null)
    {
        Record(trace, 0, text.Length, text.Length, position);
        _text.Append(text);
        return this;
    }

    /// <summary>Appends a slice of <paramref name="text"/>, keeping the slice's runs.</summary>
    public TracedText Append(string text, Trace? trace, int start, int length)
    {
        Record(trace, start, length, text.Length, null);
        _text.Append(text, start, length);
        return this;
    }

    /// <summary>Appends text that is computed from <paramref name="sources"/> but no slice of them.</summary>
    public TracedText AppendDerived(string text, Trace? sources, TemplatePosition? position = null)
    {
        if ((sources is not null || position is not null) && text.Length > 0)
        {
            Add(new TextRun(_text.Length, text.Length, sources, -1, position));
        }

        _text.Append(text);
        return this;
    }

    public override string ToString() => _text.ToString();

    /// <summary>The trace of the text, to be taken once and when the text is finished; null when no piece had one.</summary>
    public Trace? Trace() => _runs is null ? null : new TextTrace(_runs);

    /// <summary>
    /// The trace of a slice of a text: what <c>trunc</c>, <c>trim</c> and <c>substr</c> keep.
    /// <paramref name="trace"/> belongs to the whole text, whose length is <paramref name="whole"/>.
    /// </summary>
    public static Trace? Slice(Trace? trace, int start, int length, int whole)
    {
        if (trace is null || (start == 0 && length == whole))
        {
            return trace;
        }

        var slice = new TracedText();
        slice.Record(trace, start, length, whole, null);
        return slice.Trace();
    }

    private void Record(Trace? trace, int start, int length, int whole, TemplatePosition? position)
    {
        if (length == 0 || (trace is null && position is null))
        {
            return;
        }

        switch (trace)
        {
            case TextTrace pieces:
                RecordPieces(pieces, start, length, position);
                break;
            case ValueOrigin origin:
                Add(new TextRun(_text.Length, length, origin, start, position));
                break;
            default:
                Add(new TextRun(_text.Length, length, trace, -1, position));
                break;
        }
    }

    private void RecordPieces(TextTrace pieces, int start, int length, TemplatePosition? position)
    {
        var shift = _text.Length - start;
        var covered = start;
        for (var i = FirstRunBehind(pieces.Runs, start); i < pieces.Runs.Count && pieces.Runs[i].Start < start + length; i++)
        {
            var run = pieces.Runs[i];
            var from = Math.Max(run.Start, start);
            var to = Math.Min(run.End, start + length);
            if (from >= to)
            {
                continue;
            }

            if (position is not null && from > covered)
            {
                Add(new TextRun(covered + shift, from - covered, null, -1, position));
            }

            var originStart = run.IsVerbatim ? run.OriginStart + (from - run.Start) : -1;
            Add(new TextRun(from + shift, to - from, run.Origin, originStart, run.Position ?? position));
            covered = to;
        }

        if (position is not null && start + length > covered)
        {
            Add(new TextRun(covered + shift, start + length - covered, null, -1, position));
        }
    }

    /// <summary>The first run that ends behind <paramref name="start"/>: a document is sliced once for each scalar in it.</summary>
    private static int FirstRunBehind(List<TextRun> runs, int start)
    {
        var (low, high) = (0, runs.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (runs[middle].End <= start)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private void Add(TextRun run)
    {
        _runs ??= [];
        // Neighbours of one literal or one value become one run again.
        if (
            _runs.Count > 0
            && _runs[^1] is var last
            && last.End == run.Start
            && ReferenceEquals(last.Origin, run.Origin)
            && Equals(last.Position, run.Position)
            && (run.OriginStart < 0 ? last.OriginStart < 0 : last.OriginStart >= 0 && last.OriginStart + last.Length == run.OriginStart)
        )
        {
            _runs[^1] = last with { Length = last.Length + run.Length };
            return;
        }

        _runs.Add(run);
    }
}

using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Provenance;

namespace Wsm.Product.Finding.Texts;

/// <summary>A rendered document's text together with what its stretches were made from.</summary>
internal sealed class DocumentText
{
    /// <summary>Stands for the document itself, so that each scalar that is read from it knows where it stood.</summary>
    private static readonly ValueOrigin Here = new(ValuePath.Root, ValueSource.Absent);

    private readonly string _text;
    private readonly List<TextRun> _runs;

    /// <param name="asText">The text is one scalar, not YAML.</param>
    public DocumentText(string text, Trace? trace, bool asText = false)
    {
        _text = text;
        _runs = trace is TextTrace pieces ? pieces.Runs : [];
        Root = asText ? new Value(text, Here) : YamlReader.Read(text, new YamlReadOptions { Trace = Here });
    }

    /// <summary>The document as data; each scalar's trace is its place in the text.</summary>
    public Value Root { get; }

    /// <summary>The runs of a stretch of a scalar, positions counted from the stretch's start.</summary>
    public IReadOnlyList<TextRun> Runs(Value scalar, int start, int length)
    {
        if (_runs.Count == 0)
        {
            return [];
        }

        var found = new List<TextRun>();
        foreach (var piece in Places(scalar))
        {
            var from = Math.Max(piece.Start, start);
            var to = Math.Min(piece.End, start + length);
            if (from < to)
            {
                AddRuns(found, piece.OriginStart + (from - piece.Start), to - from, from - start);
            }
        }

        return found;
    }

    /// <summary>The line of the template that leads to the scalar: the literal text before it is the outermost template's own.</summary>
    public TemplatePosition? Position(Value scalar, string template)
    {
        if (_runs.Count == 0 || Places(scalar) is not [var first, ..])
        {
            return null;
        }

        for (var at = IndexOfRunBefore(first.OriginStart + 1); at >= 0; at--)
        {
            var run = _runs[at];
            if (run.Position is { } position && position.Template == template)
            {
                var line =
                    position.Line
                    + _text.AsSpan(run.Start, Math.Max(0, Math.Min(run.End, first.OriginStart) - run.Start)).Count('\n')
                        * (run.Origin is null ? 1 : 0);
                return position with { Line = line };
            }
        }

        return _runs[Math.Max(0, IndexOfRunBefore(first.OriginStart + 1))].Position;
    }

    private static IReadOnlyList<TextRun> Places(Value scalar) =>
        scalar.Trace switch
        {
            TextTrace pieces => [.. pieces.Runs.Where(run => run.IsVerbatim)],
            ValueOrigin when scalar.Data is string text => [new TextRun(0, text.Length, Here, 0, null)],
            _ => [],
        };

    private void AddRuns(List<TextRun> found, int start, int length, int shift)
    {
        for (var at = Math.Max(0, IndexOfRunBefore(start + 1)); at < _runs.Count && _runs[at].Start < start + length; at++)
        {
            var run = _runs[at];
            var from = Math.Max(run.Start, start);
            var to = Math.Min(run.End, start + length);
            if (from < to)
            {
                found.Add(
                    run with
                    {
                        Start = from - start + shift,
                        Length = to - from,
                        OriginStart = run.IsVerbatim ? run.OriginStart + (from - run.Start) : -1,
                    }
                );
            }
        }
    }

    /// <summary>The last run that starts before the offset; -1 when none does.</summary>
    private int IndexOfRunBefore(int offset)
    {
        int low = 0,
            high = _runs.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_runs[middle].Start < offset)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}

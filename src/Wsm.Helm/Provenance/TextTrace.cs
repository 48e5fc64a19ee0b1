namespace Wsm.Helm.Provenance;

/// <summary>
/// A text made of pieces: which stretch of it came from where. Runs are in order, do not overlap, and may leave gaps (text of unknown or no
/// origin).
/// </summary>
public sealed class TextTrace(List<TextRun> runs) : Trace
{
    public List<TextRun> Runs { get; } = runs;

    internal override void Collect(List<ValueOrigin> found, HashSet<object> seen)
    {
        if (!seen.Add(this))
        {
            return;
        }

        foreach (var run in Runs)
        {
            run.Origin?.Collect(found, seen);
        }
    }
}

/// <param name="Start">Position in the text, in UTF-16 units.</param>
/// <param name="Length">In UTF-16 units.</param>
/// <param name="Origin">The values it was made from; null for literal text of a template.</param>
/// <param name="OriginStart">
/// When the run is a verbatim slice of the one string value that <paramref name="Origin"/> (then a <see cref="ValueOrigin"/>) names: the
/// slice's
/// position in that string. -1 when the text is not a slice of it.
/// </param>
/// <param name="Position">The template place that wrote it; null when unknown (values that have not been written yet).</param>
public readonly record struct TextRun(int Start, int Length, Trace? Origin, int OriginStart, TemplatePosition? Position)
{
    public int End => Start + Length;

    public bool IsVerbatim => OriginStart >= 0;
}

/// <summary>A place in a template file. Line and column count from 1.</summary>
public sealed record TemplatePosition(string Template, int Line, int Column)
{
    public override string ToString() => $"{Template}:{Line}:{Column}";
}

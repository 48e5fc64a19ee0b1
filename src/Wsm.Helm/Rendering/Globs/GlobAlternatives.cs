namespace Wsm.Helm.Rendering.Globs;

/// <summary>
/// Takes out what all alternatives of a choice have in common: <c>{a*c,a?c}</c> becomes <c>a{*,?}c</c>. What a choice finds depends on it.
/// </summary>
internal static class GlobAlternatives
{
    /// <returns>Null when there is nothing in common.</returns>
    public static SequenceNode? TakeOutCommon(ChoiceNode choice)
    {
        if (choice.Alternatives.Count <= 1 || choice.Alternatives.Exists(static one => one is not SequenceNode))
        {
            return null;
        }

        var alternatives = choice.Alternatives.ConvertAll(static one => ((SequenceNode)one).Parts);
        var (before, after) = Common(alternatives);
        if (before == 0 && after == 0)
        {
            return null;
        }

        var rest = new List<GlobNode>();
        foreach (var alternative in alternatives)
        {
            GlobNode inner =
                alternative.Count == before + after
                    ? new NothingNode()
                    : new SequenceNode(alternative.GetRange(before, alternative.Count - before - after));
            if (!rest.Exists(inner.IsSame))
            {
                rest.Add(inner);
            }
        }

        var parts = new List<GlobNode>();
        if (before > 0)
        {
            parts.Add(new SequenceNode(alternatives[0].GetRange(0, before)));
        }

        if (rest.Count > 1)
        {
            parts.Add(new ChoiceNode(rest));
        }
        else if (rest[0] is not NothingNode)
        {
            parts.Add(rest[0]);
        }

        if (after > 0)
        {
            parts.Add(new SequenceNode(alternatives[0].GetRange(alternatives[0].Count - after, after)));
        }

        return new SequenceNode(parts);
    }

    /// <summary>How many parts all have in common at the beginning and at the end.</summary>
    private static (int Before, int After) Common(List<List<GlobNode>> alternatives)
    {
        var shortest = alternatives.MinBy(static one => one.Count)!;
        var (before, after) = (0, 0);
        var (beginDiffers, endDiffers) = (false, false);
        for (var i = 0; i < shortest.Count && before + after < shortest.Count && !(beginDiffers && endDiffers); i++)
        {
            var j = shortest.Count - 1 - i;
            foreach (var other in alternatives)
            {
                if (ReferenceEquals(other, shortest) || (beginDiffers && endDiffers))
                {
                    continue;
                }

                beginDiffers |= !shortest[i].IsSame(other[i]);
                endDiffers |= (!beginDiffers && j <= i) || !shortest[j].IsSame(other[j + other.Count - shortest.Count]);
            }

            before += beginDiffers ? 0 : 1;
            after += endDiffers ? 0 : 1;
        }

        return (before, after);
    }
}

using Wsm.Oci.References;
using Wsm.Product.Finding;

namespace Wsm.Site.Values.Overrides;

/// <summary>Proposes edits from provenance; what was tried for an image is not proposed for it again.</summary>
internal sealed class EditProposals(OverrideGoals goals)
{
    private readonly HashSet<(UsePlace, string)> _tried = [];

    /// <summary>The edits that bring most images to their targets, each for the image that it was made for.</summary>
    /// <param name="rendered">What there is now.</param>
    /// <param name="believing">A text that only resembles a value counts as that value.</param>
    public List<(UsePlace For, ValueEdit Edit)> For(RenderedImages rendered, bool believing)
    {
        var texts = rendered
            .Uses.Select(use => new UseText(use, ImagePiece.Cut(use.Text, use.Runs, rendered.ValueAt, believing), goals.TargetOf(use)))
            .ToList();
        var round = new Dictionary<string, ValueEdit>();
        var proposed = EmbeddedImages.Edits(
            texts
                .Where(text => text.Target is not null && !OverrideGoals.Same(text.Use.Text, text.Target))
                .Select(text => (text.Use, text.Pieces, text.Target!))
        );
        proposed.RemoveAll(item => !_tried.Add((item.For, KeyOf([item.Edit]))));
        foreach (var (_, edit) in proposed)
        {
            round[edit.Key] = edit;
        }

        var embedded = proposed.Select(item => item.For).ToHashSet();
        foreach (var pending in texts.Where(text => text.Target is not null && !OverrideGoals.Same(text.Use.Text, text.Target)))
        {
            if (embedded.Contains(UsePlace.Of(pending.Use)) || OverrideGoals.Same(pending.After(round), pending.Target!))
            {
                continue;
            }

            var place = UsePlace.Of(pending.Use);
            var best = pending
                .Options()
                .Where(way =>
                    !_tried.Contains((place, KeyOf(way)))
                    && way.All(edit => !round.TryGetValue(edit.Key, out var other) || other.Text == edit.Text)
                )
                .Select(way => (Way: way, Gain: Gain(texts, round, way)))
                .OrderByDescending(option => option.Gain)
                .FirstOrDefault();
            if (best.Way is null || best.Gain <= 0)
            {
                continue;
            }

            _tried.Add((place, KeyOf(best.Way)));
            foreach (var edit in best.Way)
            {
                round[edit.Key] = edit;
                proposed.Add((place, edit));
            }
        }

        return proposed;
    }

    /// <summary>How many images would get right by these edits, less those that would get wrong; the latter weigh more.</summary>
    private static int Gain(List<UseText> texts, Dictionary<string, ValueEdit> round, IReadOnlyList<ValueEdit> way)
    {
        var with = new Dictionary<string, ValueEdit>(round);
        foreach (var edit in way)
        {
            with[edit.Key] = edit;
        }

        var gain = 0;
        foreach (var text in texts.Where(text => text.Target is not null && way.Any(text.Feels)))
        {
            var (before, after) = (text.After(round), text.After(with));
            gain += OverrideGoals.Same(after, text.Target!)
                ? OverrideGoals.Same(before, text.Target!)
                    ? 0
                    : 1
                : OverrideGoals.Same(before, text.Target!) || !ImageReference.TryParse(after, out _)
                    ? -3
                    : 0;
        }

        return gain;
    }

    /// <summary>What tells one set of edits from another.</summary>
    public static string KeyOf(IReadOnlyList<ValueEdit> way) => string.Join('\n', way.Select(edit => edit.Key + "=" + edit.Text));

    private sealed record UseText(ImageUse Use, IReadOnlyList<ImagePiece> Pieces, string? Target)
    {
        public IReadOnlyList<IReadOnlyList<ValueEdit>> Options() => PieceSolver.Solve(Pieces, Target!);

        public bool Feels(ValueEdit edit) => Pieces.Any(piece => piece.Path?.ToString() == edit.Key);

        public string After(Dictionary<string, ValueEdit> edits) =>
            edits.Count == 0
                ? Use.Text
                : string.Concat(
                    Pieces.Select(piece =>
                        piece.Path is { } path && edits.TryGetValue(path.ToString(), out var edit) ? piece.After(edit) : piece.Text
                    )
                );
    }
}

using Wsm.Helm.Provenance;
using Wsm.Oci.References;
using Wsm.Product.Finding;

namespace Wsm.Site.Values.Overrides;

/// <summary>
/// Looks for the smallest set of value edits that makes every image land on its target: proposes edits from provenance, renders with
/// them, keeps what worked, and goes on with what the new rendering shows. Nothing is believed that was not rendered.
/// </summary>
/// <param name="trial">Renders with edits on top of everything else.</param>
/// <param name="target">Where an image is to land; null to leave it where it is.</param>
/// <param name="isWritten">A text stands in the chart's own templates or files.</param>
internal sealed class OverrideSearch(EditTrial trial, Func<ImageReference, string?> target, Predicate<string> isWritten)
{
    private const int Rounds = 6;
    private const int Experiments = 40;

    private readonly Dictionary<UsePlace, string> _targets = [];
    private readonly HashSet<(UsePlace, string)> _tried = [];
    private readonly Dictionary<UsePlace, ImageUse> _first = [];
    private Dictionary<string, ValueEdit> _edits = [];
    private bool _believing;

    /// <summary>The digest that is to stand behind an image's text where its chart lets it; null for none.</summary>
    public Func<ImageReference, Digest?> DigestFor { get; init; } = _ => null;

    public OverrideResult Run(CancellationToken cancellation)
    {
        var now = trial.First();
        foreach (var use in now.Uses)
        {
            if (target(use.Reference) is { } text && _first.TryAdd(UsePlace.Of(use), use))
            {
                _targets.Add(UsePlace.Of(use), text);
            }
        }

        now = Propose(now, cancellation);
        // What an experiment brought half of the way, provenance can bring the rest.
        if (Experiment(now, cancellation) is var tried && !ReferenceEquals(tried, now))
        {
            now = Propose(tried, cancellation);
        }

        now = Unhide(now, cancellation);
        if (Open(now).Count > 0)
        {
            _believing = true;
            now = Propose(now, cancellation);
        }

        now = Surface(now, cancellation);
        now = Pin(Pin(now, DigestPins.ByOwnValue, cancellation), DigestPins.ByTag, cancellation);
        return new OverrideResult([.. _edits.Values, .. trial.Consents], now, [.. Broken(now)])
        {
            Unpinned = [.. Unpinned(now).Where(item => item.Use.Kind == UseKind.Container).Select(item => item.Use.Text).Distinct()],
        };
    }

    /// <summary>
    /// Some charts keep their defaults below a key of their own and lay the person's values over them: then the value is set where a
    /// person would set it, at the same path without that key.
    /// </summary>
    private RenderedImages Surface(RenderedImages now, CancellationToken cancellation)
    {
        var inner = _edits.Values.Where(edit => !edit.IsConsent && edit.Path.Steps() is [string key, string, ..] && key[0] == '_').ToList();
        if (inner.Count == 0)
        {
            return now;
        }

        cancellation.ThrowIfCancellationRequested();
        var with = _edits.Values.Except(inner).ToDictionary(edit => edit.Key);
        foreach (var edit in inner)
        {
            var path = edit
                .Path.Steps()
                .Skip(1)
                .Aggregate(ValuePath.Root, (at, step) => step is string key ? at.Child(key) : at.Child((int)step));
            with[path.ToString()] = new ValueEdit(path, edit.Text);
        }

        if (trial.Try(with.Values) is not { } tried || Pending(tried).Count > Pending(now).Count)
        {
            return now;
        }

        _edits = with;
        return tried;
    }

    /// <summary>Adds digests to what is at its place; what would do harm is left out.</summary>
    private RenderedImages Pin(
        RenderedImages now,
        Func<ImageUse, Digest, RenderedImages, ValueEdit?> propose,
        CancellationToken cancellation
    )
    {
        var proposed = Unpinned(now)
            .Select(item => (item.Digest, Edit: propose(item.Use, item.Digest, now)))
            .Where(item => item.Edit is not null)
            .DistinctBy(item => item.Edit!.Key + "=" + item.Edit.Text)
            .GroupBy(item => item.Edit!.Key)
            .Where(same => same.Count() == 1)
            .Select(same => same.Single())
            .ToList();
        return PinAll(now, [.. proposed.Select(item => (item.Digest, item.Edit!))], cancellation);
    }

    private RenderedImages PinAll(RenderedImages now, List<(Digest Digest, ValueEdit Edit)> proposed, CancellationToken cancellation)
    {
        if (proposed.Count == 0)
        {
            return now;
        }

        cancellation.ThrowIfCancellationRequested();
        var with = new Dictionary<string, ValueEdit>(_edits);
        foreach (var (_, edit) in proposed)
        {
            with[edit.Key] = edit;
        }

        if (
            trial.Try(with.Values) is { } tried
            && Unpinned(tried).Count < Unpinned(now).Count
            && Pending(tried).Count <= Pending(now).Count
            && !proposed.Exists(item =>
                DigestPins.Strays(item.Digest, tried, tried.Uses.Where(use => _first.ContainsKey(UsePlace.Of(use))))
            )
        )
        {
            _edits = with;
            return tried;
        }

        // One of them spoils it for the others: the halves apart.
        var half = proposed.Count / 2;
        return half == 0 ? now : PinAll(PinAll(now, proposed[..half], cancellation), proposed[half..], cancellation);
    }

    private List<(ImageUse Use, Digest Digest)> Unpinned(RenderedImages rendered) =>
        [
            .. rendered
                .Uses.Where(use => use.Reference.Digest is null && IsSettled(use) && _first.ContainsKey(UsePlace.Of(use)))
                .Select(use => (use, DigestFor(_first[UsePlace.Of(use)].Reference)!))
                .Where(item => item.Item2 is not null),
        ];

    private RenderedImages Propose(RenderedImages now, CancellationToken cancellation)
    {
        for (var round = 0; round < Rounds && Pending(now).Count > 0; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Proposals(now) is not { Count: > 0 } proposed)
            {
                break;
            }

            now = Adopt(now, proposed);
        }

        return now;
    }

    /// <summary>Images that are not at their targets, and those that cannot be found any more where they stood.</summary>
    private List<ImageUse> Pending(RenderedImages rendered) => [.. rendered.Uses.Where(use => !IsSettled(use)), .. Broken(rendered)];

    private IEnumerable<ImageUse> Broken(RenderedImages rendered)
    {
        var there = rendered.Uses.Select(UsePlace.Of).ToHashSet();
        return _first.Where(use => !there.Contains(use.Key)).Select(use => use.Value);
    }

    /// <summary>Those that some value has a part in: a literal is out of reach.</summary>
    private List<ImageUse> Open(RenderedImages rendered) => [.. Pending(rendered).Where(use => HasOrigin(use) || IsHidden(use))];

    private static bool HasOrigin(ImageUse use) => use.Runs.Any(run => run.Origin is not null);

    /// <summary>It comes from nowhere that is known, and stands nowhere in the chart: some value must have made it.</summary>
    private bool IsHidden(ImageUse use) => !HasOrigin(use) && !isWritten(use.Text);

    private bool IsSettled(ImageUse use) =>
        !_targets.TryGetValue(UsePlace.Of(use), out var wanted)
        || Same(use.Text, wanted)
        || (DigestFor(_first[UsePlace.Of(use)].Reference) is { } digest && Same(use.Text, $"{wanted}@{digest}"));

    /// <summary>Equal by canonical form: <c>redis</c> and <c>docker.io/library/redis:latest</c> are one image.</summary>
    private static bool Same(string left, string right) =>
        left == right || (ImageReference.TryParse(left, out var a) && ImageReference.TryParse(right, out var b) && a.Equals(b));

    private List<(UsePlace For, ValueEdit Edit)> Proposals(RenderedImages rendered)
    {
        var texts = rendered
            .Uses.Select(use => new UseText(
                use,
                ImagePiece.Cut(use.Text, use.Runs, rendered.ValueAt, _believing),
                _targets.GetValueOrDefault(UsePlace.Of(use))
            ))
            .ToList();
        var round = new Dictionary<string, ValueEdit>();
        var proposed = EmbeddedImages.Edits(
            texts
                .Where(text => text.Target is not null && !Same(text.Use.Text, text.Target))
                .Select(text => (text.Use, text.Pieces, text.Target!))
        );
        proposed.RemoveAll(item => !_tried.Add((item.For, KeyOf([item.Edit]))));
        foreach (var (_, edit) in proposed)
        {
            round[edit.Key] = edit;
        }

        var embedded = proposed.Select(item => item.For).ToHashSet();
        foreach (var pending in texts.Where(text => text.Target is not null && !Same(text.Use.Text, text.Target)))
        {
            if (embedded.Contains(UsePlace.Of(pending.Use)) || Same(pending.After(round), pending.Target!))
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
            gain += Same(after, text.Target!)
                ? Same(before, text.Target!)
                    ? 0
                    : 1
                : Same(before, text.Target!) || !ImageReference.TryParse(after, out _)
                    ? -3
                    : 0;
        }

        return gain;
    }

    private static string KeyOf(IReadOnlyList<ValueEdit> way) => string.Join('\n', way.Select(edit => edit.Key + "=" + edit.Text));

    /// <summary>Renders with the proposed edits and keeps those that helped the image they were made for.</summary>
    private RenderedImages Adopt(RenderedImages before, List<(UsePlace For, ValueEdit Edit)> proposed)
    {
        var kept = _edits;
        var next = new Dictionary<string, ValueEdit>(kept);
        foreach (var (_, edit) in proposed)
        {
            next[edit.Key] = edit;
        }

        if (trial.Try(next.Values) is not { } after)
        {
            return AdoptHalves(before, proposed);
        }

        var settled = after.Uses.Where(use => _targets.ContainsKey(UsePlace.Of(use)) && IsSettled(use)).Select(UsePlace.Of).ToHashSet();
        var useful = proposed
            .GroupBy(item => item.Edit.Key)
            .Where(same => same.Any(item => settled.Contains(item.For)))
            .Select(same => same.Key)
            .ToHashSet();
        if (Pending(after).Count >= Pending(before).Count)
        {
            return AdoptHalves(before, proposed);
        }

        if (proposed.TrueForAll(item => useful.Contains(item.Edit.Key)))
        {
            _edits = next;
            return after;
        }

        var chosen = new Dictionary<string, ValueEdit>(kept);
        foreach (var (_, edit) in proposed.Where(item => useful.Contains(item.Edit.Key)))
        {
            chosen[edit.Key] = edit;
        }

        if (trial.Try(chosen.Values) is not { } clean || Pending(clean).Count >= Pending(before).Count)
        {
            return before;
        }

        _edits = chosen;
        return clean;
    }

    /// <summary>The chart refuses something among them, or something does harm; what does good is kept.</summary>
    private RenderedImages AdoptHalves(RenderedImages before, List<(UsePlace For, ValueEdit Edit)> proposed)
    {
        var places = proposed.Select(item => item.For).Distinct().ToList();
        if (places.Count == 1)
        {
            return before;
        }

        var first = places.Take(places.Count / 2).ToHashSet();
        var half = Adopt(before, [.. proposed.Where(item => first.Contains(item.For))]);
        return Adopt(half, [.. proposed.Where(item => !first.Contains(item.For))]);
    }

    /// <summary>What provenance cannot tell is tried out.</summary>
    private RenderedImages Experiment(RenderedImages now, CancellationToken cancellation)
    {
        var left = Experiments;
        while (Open(now) is { Count: > 0 } pending && left > 0)
        {
            (Dictionary<string, ValueEdit> Edits, RenderedImages Rendered, int Cost)? best = null;
            foreach (var way in Guesses(now, pending))
            {
                if (left-- == 0)
                {
                    break;
                }

                cancellation.ThrowIfCancellationRequested();
                if (TryGuess(way) is { } tried && tried.Cost < (best?.Cost ?? Cost(now)))
                {
                    best = tried;
                }
            }

            if (best is not { } found)
            {
                break;
            }

            _edits = found.Edits;
            now = found.Rendered;
        }

        return now;
    }

    /// <summary>What is hidden still is tried image by image: each has its own few maps.</summary>
    private RenderedImages Unhide(RenderedImages now, CancellationToken cancellation)
    {
        var left = Experiments;
        foreach (var use in Open(now).Where(IsHidden).ToList())
        {
            foreach (var way in EditGuesses.ForHidden(use, _targets[UsePlace.Of(use)], now))
            {
                // An earlier one may have brought it home as well.
                if (left == 0 || !Open(now).Exists(open => UsePlace.Of(open) == UsePlace.Of(use)))
                {
                    break;
                }

                cancellation.ThrowIfCancellationRequested();
                left--;
                if (TryGuess(way) is { } tried && tried.Cost < Cost(now))
                {
                    (_edits, now) = (tried.Edits, tried.Rendered);
                }
            }
        }

        return now;
    }

    private (Dictionary<string, ValueEdit> Edits, RenderedImages Rendered, int Cost)? TryGuess(IReadOnlyList<ValueEdit> way)
    {
        var with = new Dictionary<string, ValueEdit>(_edits);
        foreach (var edit in way)
        {
            with[edit.Key] = edit;
        }

        if (trial.Try(with.Values) is not { } tried)
        {
            return null;
        }
        // Some image may have got both the new edit and an earlier one: then the earlier is not needed any more.
        var felt = Broken(tried).SelectMany(use => use.Origins()).Select(origin => origin.Path.ToString()).ToHashSet();
        var without = with.Where(made => way.Any(edit => edit.Key == made.Key) || !felt.Contains(made.Key))
            .ToDictionary(made => made.Key, made => made.Value);
        return without.Count < with.Count && trial.Try(without.Values) is { } clean && Cost(clean) < Cost(tried)
            ? (without, clean, Cost(clean))
            : (with, tried, Cost(tried));
    }

    /// <summary>An image that is none any more is worse than one that is not at its target.</summary>
    private int Cost(RenderedImages rendered) => Open(rendered).Count + (2 * Broken(rendered).Count());

    private IEnumerable<IReadOnlyList<ValueEdit>> Guesses(RenderedImages rendered, List<ImageUse> pending) =>
        pending
            .SelectMany(use => EditGuesses.For(use, _targets[UsePlace.Of(use)], rendered))
            .DistinctBy(KeyOf)
            .Where(way => way.Any(edit => !_edits.TryGetValue(edit.Key, out var made) || made.Text != edit.Text));

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

/// <param name="Edits">What to set.</param>
/// <param name="Rendered">The rendering with all edits.</param>
/// <param name="Lost">Images that the rendering with all edits does not show any more where they stood.</param>
internal sealed record OverrideResult(IReadOnlyList<ValueEdit> Edits, RenderedImages Rendered, IReadOnlyList<ImageUse> Lost)
{
    /// <summary>Images at their places that no value gives their digest.</summary>
    public IReadOnlyList<string> Unpinned { get; init; } = [];
}

using Wsm.Helm.Provenance;
using Wsm.Oci.References;
using Wsm.Product.Failures;
using Wsm.Product.Finding;

namespace Wsm.Site.Values.Overrides;

/// <summary>
/// Looks for the smallest set of value edits that makes every image land on its target: proposes edits from provenance, renders with
/// them, keeps what worked, and goes on with what the new rendering shows. Nothing is believed that was not rendered.
/// </summary>
internal sealed class OverrideSearch(EditTrial trial, OverrideGoals goals)
{
    private const int Rounds = 6;
    private const int Experiments = 40;

    private readonly EditProposals _proposals = new(goals);
    private Dictionary<string, ValueEdit> _edits = [];
    private bool _believing;

    /// <param name="trial">Renders with edits on top of everything else.</param>
    /// <param name="target">Where an image is to land; null to leave it where it is.</param>
    /// <param name="digestFor">The digest that is to stand behind an image's text where its chart lets it; null for none.</param>
    /// <param name="isWritten">A text stands in the chart's own templates or files.</param>
    /// <param name="cancellation">Asked between renderings.</param>
    /// <exception cref="UserError">The chart does not render.</exception>
    public static OverrideResult Run(
        EditTrial trial,
        Func<ImageReference, string?> target,
        Func<ImageReference, Digest?> digestFor,
        Predicate<string> isWritten,
        CancellationToken cancellation
    )
    {
        var first = trial.First();
        return new OverrideSearch(trial, new OverrideGoals(first, target, digestFor, isWritten)).From(first, cancellation);
    }

    private OverrideResult From(RenderedImages first, CancellationToken cancellation)
    {
        var now = Propose(first, cancellation);
        // What an experiment brought half of the way, provenance can bring the rest.
        if (Experiment(now, cancellation) is var tried && !ReferenceEquals(tried, now))
        {
            now = Propose(tried, cancellation);
        }

        now = Unhide(now, cancellation);
        if (goals.Open(now).Count > 0)
        {
            _believing = true;
            now = Propose(now, cancellation);
        }

        now = Surface(now, cancellation);
        now = Pin(Pin(now, DigestPins.ByOwnValue, cancellation), DigestPins.ByTag, cancellation);
        return new OverrideResult([.. _edits.Values, .. trial.Consents], now, [.. goals.Broken(now)])
        {
            Unpinned = [.. goals.Unpinned(now).Where(item => item.Use.Kind == UseKind.Container).Select(item => item.Use.Text).Distinct()],
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

        if (trial.Try(with.Values) is not { } tried || goals.Pending(tried).Count > goals.Pending(now).Count)
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
        var proposed = goals
            .Unpinned(now)
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
            && goals.Unpinned(tried).Count < goals.Unpinned(now).Count
            && goals.Pending(tried).Count <= goals.Pending(now).Count
            && !proposed.Exists(item => DigestPins.Strays(item.Digest, tried, tried.Uses.Where(use => goals.Has(UsePlace.Of(use)))))
        )
        {
            _edits = with;
            return tried;
        }

        // One of them spoils it for the others: the halves apart.
        var half = proposed.Count / 2;
        return half == 0 ? now : PinAll(PinAll(now, proposed[..half], cancellation), proposed[half..], cancellation);
    }

    private RenderedImages Propose(RenderedImages now, CancellationToken cancellation)
    {
        for (var round = 0; round < Rounds && goals.Pending(now).Count > 0; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_proposals.For(now, _believing) is not { Count: > 0 } proposed)
            {
                break;
            }

            now = Adopt(now, proposed);
        }

        return now;
    }

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

        var settled = after.Uses.Where(use => goals.Has(UsePlace.Of(use)) && goals.IsSettled(use)).Select(UsePlace.Of).ToHashSet();
        var useful = proposed
            .GroupBy(item => item.Edit.Key)
            .Where(same => same.Any(item => settled.Contains(item.For)))
            .Select(same => same.Key)
            .ToHashSet();
        if (goals.Pending(after).Count >= goals.Pending(before).Count)
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

        if (trial.Try(chosen.Values) is not { } clean || goals.Pending(clean).Count >= goals.Pending(before).Count)
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
        while (goals.Open(now) is { Count: > 0 } pending && left > 0)
        {
            (Dictionary<string, ValueEdit> Edits, RenderedImages Rendered, int Cost)? best = null;
            foreach (var way in Guesses(now, pending))
            {
                // Nothing is better than one that leaves nothing to wish for.
                if (best is { Cost: 0 } || left-- == 0)
                {
                    break;
                }

                cancellation.ThrowIfCancellationRequested();
                if (TryGuess(way) is { } tried && tried.Cost < (best?.Cost ?? goals.Cost(now)))
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
        foreach (var use in goals.Open(now).Where(goals.IsHidden).ToList())
        {
            foreach (var way in EditGuesses.ForHidden(use, goals.TargetOf(use)!, now))
            {
                // An earlier one may have brought it home as well.
                if (left == 0 || !goals.Open(now).Exists(open => UsePlace.Of(open) == UsePlace.Of(use)))
                {
                    break;
                }

                cancellation.ThrowIfCancellationRequested();
                left--;
                if (TryGuess(way) is { } tried && tried.Cost < goals.Cost(now))
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
        var felt = goals.Broken(tried).SelectMany(use => use.Origins()).Select(origin => origin.Path.ToString()).ToHashSet();
        var without = with.Where(made => way.Any(edit => edit.Key == made.Key) || !felt.Contains(made.Key))
            .ToDictionary(made => made.Key, made => made.Value);
        return without.Count < with.Count && trial.Try(without.Values) is { } clean && goals.Cost(clean) < goals.Cost(tried)
            ? (without, clean, goals.Cost(clean))
            : (with, tried, goals.Cost(tried));
    }

    private IEnumerable<IReadOnlyList<ValueEdit>> Guesses(RenderedImages rendered, List<ImageUse> pending) =>
        pending
            .SelectMany(use => EditGuesses.For(use, goals.TargetOf(use)!, rendered))
            .DistinctBy(EditProposals.KeyOf)
            .Where(way => way.Any(edit => !_edits.TryGetValue(edit.Key, out var made) || made.Text != edit.Text));
}

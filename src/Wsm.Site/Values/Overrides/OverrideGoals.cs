using Wsm.Oci.References;
using Wsm.Product.Finding;

namespace Wsm.Site.Values.Overrides;

/// <summary>Where each image of the first rendering is to land, and how far a later rendering is from that.</summary>
internal sealed class OverrideGoals
{
    private readonly Dictionary<UsePlace, string> _targets = [];
    private readonly Dictionary<UsePlace, ImageUse> _first = [];
    private readonly Func<ImageReference, Digest?> _digestFor;
    private readonly Predicate<string> _isWritten;

    /// <param name="first">Rendered without any edit.</param>
    /// <param name="target">Where an image is to land; null to leave it where it is.</param>
    /// <param name="digestFor">The digest that is to stand behind an image's text; null for none.</param>
    /// <param name="isWritten">A text stands in the chart's own templates or files.</param>
    public OverrideGoals(
        RenderedImages first,
        Func<ImageReference, string?> target,
        Func<ImageReference, Digest?> digestFor,
        Predicate<string> isWritten
    )
    {
        (_digestFor, _isWritten) = (digestFor, isWritten);
        foreach (var use in first.Uses)
        {
            if (target(use.Reference) is { } text && _first.TryAdd(UsePlace.Of(use), use))
            {
                _targets.Add(UsePlace.Of(use), text);
            }
        }
    }

    public bool Has(UsePlace place) => _targets.ContainsKey(place);

    /// <summary>Null for an image that is to stay, or that came up later.</summary>
    public string? TargetOf(ImageUse use) => _targets.GetValueOrDefault(UsePlace.Of(use));

    /// <summary>Images at their places that still lack the digest that is wanted.</summary>
    public List<(ImageUse Use, Digest Digest)> Unpinned(RenderedImages rendered) =>
        [
            .. rendered
                .Uses.Where(use => use.Reference.Digest is null && IsSettled(use) && _first.ContainsKey(UsePlace.Of(use)))
                .Select(use => (use, _digestFor(_first[UsePlace.Of(use)].Reference)!))
                .Where(item => item.Item2 is not null),
        ];

    /// <summary>Images that are not at their targets, and those that cannot be found any more where they stood.</summary>
    public List<ImageUse> Pending(RenderedImages rendered) => [.. rendered.Uses.Where(use => !IsSettled(use)), .. Broken(rendered)];

    /// <summary>Those that this rendering doesn't show any more where they stood.</summary>
    public IEnumerable<ImageUse> Broken(RenderedImages rendered)
    {
        var there = rendered.Uses.Select(UsePlace.Of).ToHashSet();
        return _first.Where(use => !there.Contains(use.Key)).Select(use => use.Value);
    }

    /// <summary>Those that some value has a part in: a literal is out of reach.</summary>
    public List<ImageUse> Open(RenderedImages rendered) => [.. Pending(rendered).Where(use => HasOrigin(use) || IsHidden(use))];

    private static bool HasOrigin(ImageUse use) => use.Runs.Any(run => run.Origin is not null);

    /// <summary>It comes from nowhere that is known, and stands nowhere in the chart: some value must have made it.</summary>
    public bool IsHidden(ImageUse use) => !HasOrigin(use) && !_isWritten(use.Text);

    /// <summary>It is at its target, or has none.</summary>
    public bool IsSettled(ImageUse use) =>
        !_targets.TryGetValue(UsePlace.Of(use), out var wanted)
        || Same(use.Text, wanted)
        || (_digestFor(_first[UsePlace.Of(use)].Reference) is { } digest && Same(use.Text, $"{wanted}@{digest}"));

    /// <summary>Equal by canonical form: <c>redis</c> and <c>docker.io/library/redis:latest</c> are one image.</summary>
    public static bool Same(string left, string right) =>
        left == right || (ImageReference.TryParse(left, out var a) && ImageReference.TryParse(right, out var b) && a.Equals(b));

    /// <summary>An image that is none any more is worse than one that is not at its target.</summary>
    public int Cost(RenderedImages rendered) => Open(rendered).Count + (2 * Broken(rendered).Count());
}

using Wsm.Product.Catalogs;

namespace Wsm.Product.Resolving;

/// <summary>Takes images out that are not to be carried, and remembers which.</summary>
public static class Exclusion
{
    /// <param name="unused">Gets each rule that speaks of no image.</param>
    public static Resolution Without(this Resolution resolution, IReadOnlyList<ExcludeRule> rules, Action<ExcludeRule> unused)
    {
        if (rules.Count == 0)
        {
            return resolution;
        }

        var components = resolution.Set.Components.Select(component => Without(component, rules)).ToList();
        var used = components.SelectMany(component => component.Excluded).Select(image => image.Rule).ToHashSet();
        foreach (var rule in rules.Where(rule => !used.Contains(rule)))
        {
            unused(rule);
        }

        return resolution with
        {
            Set = resolution.Set with { Components = components, Exclude = rules },
        };
    }

    private static ResolvedComponent Without(ResolvedComponent component, IReadOnlyList<ExcludeRule> rules)
    {
        var excluded = component
            .Images.Concat(component.Candidates)
            .Select(image => (image.Reference, Rule: rules.FirstOrDefault(rule => rule.Matches(image.Reference))))
            .Where(image => image.Rule is not null)
            .Select(image => new ExcludedImage(image.Reference, image.Rule!))
            .DistinctBy(image => image.Reference)
            .ToList();
        var gone = excluded.Select(image => image.Reference).ToHashSet();
        return component with
        {
            Images = [.. component.Images.Where(image => !gone.Contains(image.Reference))],
            Candidates = [.. component.Candidates.Where(image => !gone.Contains(image.Reference))],
            Excluded = excluded,
        };
    }
}

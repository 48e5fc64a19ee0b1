namespace Wsm.Catalogs;

/// <summary>Everything a product needs, resolved: what <c>list</c> prints and <c>download</c> fetches.</summary>
/// <param name="Name">The catalog's name.</param>
/// <param name="Title">The product's name for people.</param>
public sealed record ImageSet(string Name, string Title, IReadOnlyList<ResolvedComponent> Components)
{
    /// <summary>The images of all components, each canonical reference once with the origins of all.</summary>
    public IReadOnlyList<ResolvedImage> Images => Distinct(Components.SelectMany(component => component.Images));

    public IEnumerable<ResolvedChart> Charts => Components.Select(component => component.Chart).OfType<ResolvedChart>().DistinctBy(chart => chart.FileName);

    /// <summary>Merges images with the same canonical reference; the first spelling is kept for display.</summary>
    public static IReadOnlyList<ResolvedImage> Distinct(IEnumerable<ResolvedImage> images) =>
        [.. images.GroupBy(image => image.Reference).Select(same => new ResolvedImage(same.Key, [.. same.SelectMany(image => image.Origins)]))];
}

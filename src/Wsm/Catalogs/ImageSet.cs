using Wsm.Oci.References;

namespace Wsm.Catalogs;

/// <summary>Everything a product needs, resolved: what <c>list</c> prints and <c>download</c> fetches.</summary>
/// <param name="Name">The catalog's name.</param>
/// <param name="Title">The product's name for people.</param>
public sealed record ImageSet(string Name, string Title, IReadOnlyList<ResolvedComponent> Components)
{
    /// <summary>The images of all components, each canonical reference once with the origins of all.</summary>
    public IReadOnlyList<ResolvedImage> Images => Distinct(Components.SelectMany(component => component.Images));

    public IEnumerable<ResolvedChart> Charts =>
        Components.Select(component => component.Chart).OfType<ResolvedChart>().DistinctBy(chart => chart.FileName);

    /// <summary>Merges images with the same canonical reference; the first spelling is kept for display.</summary>
    public static IReadOnlyList<ResolvedImage> Distinct(IEnumerable<ResolvedImage> images)
    {
        var origins = new Dictionary<ImageReference, List<ImageOrigin>>();
        var distinct = new List<ResolvedImage>();
        foreach (var image in images)
        {
            if (!origins.TryGetValue(image.Reference, out var all))
                distinct.Add(new ResolvedImage(image.Reference, origins[image.Reference] = all = []));
            all.AddRange(image.Origins);
        }

        return distinct;
    }
}

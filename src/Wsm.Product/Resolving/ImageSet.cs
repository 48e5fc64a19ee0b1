using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Secrets;
using Wsm.Product.Sources;

namespace Wsm.Product.Resolving;

/// <summary>Everything a product needs, resolved: what <c>list</c> prints and <c>download</c> fetches.</summary>
/// <param name="Name">The catalog's name.</param>
/// <param name="Title">The product's name for people.</param>
public sealed record ImageSet(string Name, string Title, IReadOnlyList<ResolvedComponent> Components)
{
    /// <summary>The rules by which images were left out.</summary>
    public IReadOnlyList<ExcludeRule> Exclude { get; init; } = [];

    /// <summary>Images that are needed and that nobody has.</summary>
    public IReadOnlyList<MissingImage> Missing { get; init; } = [];

    /// <summary>The images of all components, each canonical reference once with the origins of all.</summary>
    public IReadOnlyList<ResolvedImage> Images => Distinct(Components.SelectMany(component => component.Images));

    /// <summary>Component and path of every secret among the person's values.</summary>
    public IEnumerable<string> Secrets =>
        Components.SelectMany(component =>
            component
                .Values.SelectMany(layer => SecretValues.Withhold(layer).Withheld)
                .Distinct()
                .Select(path => $"{component.Name}: {path}")
        );

    public IEnumerable<ResolvedChart> Charts =>
        Components.Select(component => component.Chart).OfType<ResolvedChart>().DistinctBy(chart => chart.FileName);

    /// <summary>It is an artifact that names images, and no image: platforms are no concern of it.</summary>
    public bool IsArtifact(ImageReference reference) =>
        Components.Any(component => component.Artifact is { } artifact && artifact.Reference.Equals(reference));

    /// <summary>Merges images with the same canonical reference; the first spelling is kept for display.</summary>
    public static IReadOnlyList<ResolvedImage> Distinct(IEnumerable<ResolvedImage> images)
    {
        var origins = new Dictionary<ImageReference, List<ImageOrigin>>();
        var distinct = new List<ResolvedImage>();
        foreach (var image in images)
        {
            if (!origins.TryGetValue(image.Reference, out var all))
            {
                distinct.Add(new ResolvedImage(image.Reference, origins[image.Reference] = all = []));
            }

            all.AddRange(image.Origins);
        }

        return distinct;
    }
}

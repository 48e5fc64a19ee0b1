using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Sources;

namespace Wsm.Commands.Doctor;

/// <summary>A server that the work depends on.</summary>
/// <param name="Document">What is asked for; null for a registry, which is asked as registries are.</param>
internal sealed record Source(string Name, string Purpose, Uri? Document)
{
    /// <summary>What a catalog asks, each server once.</summary>
    /// <param name="channel">Where the release channel is asked instead; null for where the catalog says.</param>
    public static IReadOnlyList<Source> Of(Catalog catalog, Uri? channel) =>
        [.. catalog.Components.SelectMany(component => Of(component, channel)).DistinctBy(source => source.Name)];

    public static Source Registry(string host, string purpose) => new(host, purpose, null);

    private static IEnumerable<Source> Of(CatalogComponent component, Uri? channel)
    {
        if (component.Channel is { Answer: null } asked)
        {
            yield return Web(channel ?? asked.Url, "release channel");
        }

        if (component.Chart is RepositoryChart chart)
        {
            yield return Web(new Uri($"{chart.Repository.AbsoluteUri.TrimEnd('/')}/index.yaml"), "chart repository");
        }

        if (component.Chart is AddressChart addressed)
        {
            yield return Web(addressed.Address, "chart");
        }

        if (component.Chart is OciChart oci)
        {
            yield return Registry(oci.Repository.Split('/')[0], "charts");
        }

        if (component.Artifact is { } artifact)
        {
            yield return Registry(ImageReference.Parse(artifact.Repository).Registry, "list of images");
        }

        foreach (var image in component.Images)
        {
            yield return Registry(image.Reference.Registry, "images");
        }

        foreach (var repository in component.Tags.Select(tag => tag.Fixed is null ? tag.NewestOf : null).OfType<string>())
        {
            yield return Registry(ImageReference.Parse(repository).Registry, "images");
        }
    }

    private static Source Web(Uri address, string purpose) => new(address.GetLeftPart(UriPartial.Path), purpose, address);
}

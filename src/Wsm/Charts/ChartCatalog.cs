using Wsm.Catalogs;

namespace Wsm.Charts;

/// <summary>Makes a catalog for one chart, for those who have none.</summary>
public static class ChartCatalog
{
    public static Catalog Of(ChartRequest chart, string? releaseName, string? targetNamespace)
    {
        var name = NameOf(chart);
        return new Catalog
        {
            Name = name,
            Title = name,
            Components = [new CatalogComponent { Name = name, Title = name, Chart = chart, ReleaseName = releaseName ?? "release-name", Namespace = targetNamespace }],
        };
    }

    private static string NameOf(ChartRequest chart) => chart switch
    {
        RepositoryChart repository => repository.Name,
        OciChart oci => oci.Repository[(oci.Repository.LastIndexOf('/') + 1)..],
        LocalChart local => Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(local.Path)),
        _ => "chart",
    };
}

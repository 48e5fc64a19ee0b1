using System.Text.RegularExpressions;
using Wsm.Catalogs;

namespace Wsm.Charts;

/// <summary>Makes a catalog for one chart, for those who have none.</summary>
public static partial class ChartCatalog
{
    /// <summary>What helm calls a release that nobody named.</summary>
    private const string UnnamedRelease = "release-name";

    public static Catalog Of(ChartRequest chart, string? releaseName, string? targetNamespace)
    {
        var title = NameOf(chart);
        var name = NotInNames().Replace(title.ToLowerInvariant(), "-").Trim('-');
        name = name.Length is > 0 and <= 63 ? name : "chart";
        return new Catalog
        {
            Name = name,
            Title = title,
            Components = [new CatalogComponent { Name = name, Title = title, Chart = chart, ReleaseName = releaseName ?? UnnamedRelease, Namespace = targetNamespace }],
        };
    }

    private static string NameOf(ChartRequest chart) => chart switch
    {
        RepositoryChart repository => repository.Name,
        OciChart oci => oci.Repository[(oci.Repository.LastIndexOf('/') + 1)..],
        LocalChart local when Directory.Exists(local.Path) => LocalCharts.IdentityOf(local.Path).Name,
        LocalChart local => ArchiveEnding().Replace(Path.GetFileName(Path.TrimEndingDirectorySeparator(local.Path)), "") is { Length: > 0 } name ? name : "chart",
        _ => "chart",
    };

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInNames();

    /// <summary>Version and ending of a packed chart: <c>-1.2.3-rc.1.tgz</c>.</summary>
    [GeneratedRegex(@"(-v?[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.+-]*)?\.(tgz|tar\.gz)$")]
    private static partial Regex ArchiveEnding();
}

using System.Text;
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
        var name = CatalogNameOf(title) is { Length: > 0 and <= 63 } fitting ? fitting : "chart";
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

    /// <summary>Lower case, and one hyphen for whatever else stands between letters and digits.</summary>
    private static string CatalogNameOf(string title)
    {
        var name = new StringBuilder(title.Length);
        foreach (var letter in title.ToLowerInvariant())
        {
            if (letter is (>= 'a' and <= 'z') or (>= '0' and <= '9'))
                name.Append(letter);
            else if (name.Length > 0 && name[^1] != '-')
                name.Append('-');
        }

        return name.ToString().TrimEnd('-');
    }

    /// <summary>Version and ending of a packed chart: <c>-1.2.3-rc.1.tgz</c>.</summary>
    [GeneratedRegex(@"(-v?[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.+-]*)?\.(tgz|tar\.gz)$")]
    private static partial Regex ArchiveEnding();
}

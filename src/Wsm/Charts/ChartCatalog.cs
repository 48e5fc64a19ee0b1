using System.Text;
using Wsm.Catalogs;

namespace Wsm.Charts;

/// <summary>Makes a catalog for one chart, for those who have none.</summary>
public static class ChartCatalog
{
    /// <summary>What helm calls a release that nobody named.</summary>
    private const string UnnamedRelease = "release-name";

    private static readonly string[] Endings = [".tgz", ".tar.gz"];

    public static Catalog Of(ChartRequest chart, string? releaseName, string? targetNamespace)
    {
        var title = NameOf(chart);
        var name = CatalogNameOf(title) is { Length: > 0 and <= 63 } fitting ? fitting : "chart";
        return new Catalog
        {
            Name = name,
            Title = title,
            Components =
            [
                new CatalogComponent
                {
                    Name = name,
                    Title = title,
                    Chart = chart,
                    ReleaseName = releaseName ?? UnnamedRelease,
                    Namespace = targetNamespace,
                },
            ],
        };
    }

    private static string NameOf(ChartRequest chart) =>
        chart switch
        {
            RepositoryChart repository => repository.Name,
            OciChart oci => oci.Repository[(oci.Repository.LastIndexOf('/') + 1)..],
            LocalChart local when Directory.Exists(local.Path) => LocalCharts.IdentityOf(local.Path).Name,
            LocalChart local => NameOfArchive(Path.GetFileName(Path.TrimEndingDirectorySeparator(local.Path))) is { Length: > 0 } name
                ? name
                : "chart",
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

    /// <summary>A packed chart's file name without version and ending: <c>ingress-nginx</c> of <c>ingress-nginx-1.2.3-rc.1.tgz</c>.</summary>
    private static string NameOfArchive(string file)
    {
        var ending = Endings.FirstOrDefault(ending => file.EndsWith(ending, StringComparison.Ordinal));
        if (ending is null)
            return file;
        var name = file[..^ending.Length];
        for (var hyphen = name.IndexOf('-'); hyphen >= 0; hyphen = name.IndexOf('-', hyphen + 1))
        {
            if (NuGet.Versioning.SemanticVersion.TryParse(name[(hyphen + 1)..].TrimStart('v'), out _))
                return name[..hyphen];
        }

        return name;
    }
}

using System.Text;
using Wsm.Helm.Versions;
using Wsm.Product.Sources;

namespace Wsm.Product.Catalogs;

/// <summary>Makes a catalog for one chart, for those who have none.</summary>
public static class ChartCatalog
{
    /// <summary>What helm calls a release that nobody named.</summary>
    private const string UnnamedRelease = "release-name";

    private static readonly string[] Endings = [".tgz", ".tar.gz"];

    public static Catalog Of(ChartRequest chart, string? releaseName, string? targetNamespace) =>
        Of([ComponentOf(chart, releaseName, targetNamespace)]);

    /// <summary>Several things that make up one product.</summary>
    public static Catalog Of(IReadOnlyList<CatalogComponent> components)
    {
        var named = new List<CatalogComponent>();
        foreach (var component in components)
        {
            var name = component.Name;
            for (var number = 2; named.Any(other => other.Name == name); number++)
            {
                name = $"{component.Name[..Math.Min(component.Name.Length, 60)]}-{number}";
            }

            named.Add(component with { Name = name });
        }

        return new Catalog
        {
            Name = named[0].Name,
            Title = string.Join(" + ", named.Select(component => component.Title)),
            Components = named,
        };
    }

    public static CatalogComponent ComponentOf(ChartRequest chart, string? releaseName, string? targetNamespace)
    {
        var title = NameOf(chart);
        return new CatalogComponent
        {
            Name = Fitting(title, "chart"),
            Title = title,
            Chart = chart,
            ReleaseName = releaseName ?? UnnamedRelease,
            Namespace = targetNamespace,
        };
    }

    public static CatalogComponent ComponentOf(SourceRequest source)
    {
        var kind = source.Kind switch
        {
            SourceKind.ImageList => "images",
            SourceKind.Cluster => "cluster",
            SourceKind.Compose => "compose",
            _ => "manifests",
        };
        var file = source.Place == SourceRequest.Input ? "" : source.FileName;
        var title = Path.GetFileNameWithoutExtension(file) is { Length: > 0 } stem ? stem : kind;
        return new CatalogComponent
        {
            Name = Fitting(title, kind),
            Title = title,
            Source = source,
        };
    }

    private static string Fitting(string title, string otherwise) =>
        CatalogNameOf(title) is { Length: > 0 and <= 63 } fitting ? fitting : otherwise;

    private static string NameOf(ChartRequest chart) =>
        chart switch
        {
            RepositoryChart repository => repository.Name,
            OciChart oci => oci.Repository[(oci.Repository.LastIndexOf('/') + 1)..],
            AddressChart address when NameOfArchive(Path.GetFileName(address.Address.AbsolutePath)) is { Length: > 0 } name => name,
            LocalChart local when Directory.Exists(local.Path) => LocalCharts.IdentityOf(local.Path).Name,
            LocalChart local => NameOfArchive(Path.GetFileName(Path.TrimEndingDirectorySeparator(local.Path))) is { Length: > 0 } file
                ? file
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
            {
                name.Append(letter);
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        return name.ToString().TrimEnd('-');
    }

    /// <summary>
    /// A packed chart's file name without version and ending: <c>ingress-nginx</c> of <c>ingress-nginx-1.2.3-rc.1.tgz</c>.
    /// </summary>
    private static string NameOfArchive(string file)
    {
        var ending = Endings.FirstOrDefault(ending => file.EndsWith(ending, StringComparison.Ordinal));
        if (ending is null)
        {
            return file;
        }

        var name = file[..^ending.Length];
        for (var hyphen = name.IndexOf('-'); hyphen >= 0; hyphen = name.IndexOf('-', hyphen + 1))
        {
            if (SemanticVersion.TryParseStrict(name[(hyphen + 1)..].TrimStart('v'), out _))
            {
                return name[..hyphen];
            }
        }

        return name;
    }
}

using System.Formats.Tar;
using System.IO.Compression;
using Wsm.Catalogs;
using Wsm.Catalogs.Yaml;

namespace Wsm.Charts;

/// <summary>Name and version of a packed chart, from its <c>Chart.yaml</c>.</summary>
internal sealed record ChartIdentity(string Name, string Version)
{
    private const long LargestArchive = 100L * 1024 * 1024;
    private const int LargestChartFile = 5 * 1024 * 1024;

    /// <param name="shownAs">The archive's name for messages.</param>
    /// <exception cref="UserError">The archive is damaged, or no chart.</exception>
    public static ChartIdentity Read(ReadOnlyMemory<byte> archive, string shownAs)
    {
        try
        {
            return Find(archive, shownAs) ?? throw new UserError($"{shownAs} is no chart: it holds no Chart.yaml.");
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw new UserError($"{shownAs} is no chart archive: {damage.Message.TrimEnd('.')}.", "A chart is a gzipped tar file, as 'helm package' makes it.", cause: damage);
        }
    }

    /// <exception cref="UserError">The text is no Chart.yaml.</exception>
    public static ChartIdentity Parse(string chartYaml, string shownAs)
    {
        var mistakes = new Mistakes();
        var root = NodeReader.Read(chartYaml, mistakes) as MapNode ?? throw mistakes.ToError($"{shownAs}: Chart.yaml", "file");
        var (name, version) = (Text(root, "name"), Text(root, "version"));
        return name is not null && version is not null && ChartReference.IsChartName(name) && NuGet.Versioning.SemanticVersion.TryParse(version.TrimStart('v'), out _)
            ? new ChartIdentity(name, version)
            : throw new UserError($"{shownAs} has a Chart.yaml without a usable name and version.", "A chart's version is a semantic version such as 1.2.3.");
    }

    private static ChartIdentity? Find(ReadOnlyMemory<byte> archive, string shownAs)
    {
        using var compressed = new MemoryStream(archive.ToArray(), writable: false);
        using var gzip = new GZipStream(compressed, CompressionMode.Decompress);
        using var bounded = new BoundedStream(gzip, LargestArchive);
        using var tar = new TarReader(bounded);
        while (tar.GetNextEntry() is { } entry)
        {
            var parts = entry.Name.Split('/', StringSplitOptions.RemoveEmptyEntries);
            if (parts is [not "..", "Chart.yaml"] && entry is { DataStream: { } data, Length: <= LargestChartFile })
            {
                using var reader = new StreamReader(data);
                return Parse(reader.ReadToEnd(), shownAs);
            }
        }

        return null;
    }

    private static string? Text(MapNode map, string key) => (map.Entries.FirstOrDefault(entry => entry.Key.Text == key).Value as ScalarNode)?.Text;
}

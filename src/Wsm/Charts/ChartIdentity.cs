using System.Text;
using Wsm.Catalogs;
using Wsm.Catalogs.Yaml;

namespace Wsm.Charts;

/// <summary>Name and version of a packed chart, from its <c>Chart.yaml</c>.</summary>
internal sealed record ChartIdentity(string Name, string Version)
{
    /// <param name="shownAs">The archive's name for messages.</param>
    /// <exception cref="UserError">The archive is damaged, or no chart.</exception>
    public static ChartIdentity Read(ReadOnlyMemory<byte> archive, string shownAs)
    {
        try
        {
            return Parse(Encoding.UTF8.GetString(PackedChartYaml.Read(archive).Bytes), shownAs);
        }
        catch (InvalidDataException damage)
        {
            throw new UserError($"{shownAs} is no chart archive: {damage.Message}.", "A chart is a gzipped tar file, as 'helm package' makes it.", cause: damage);
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

    private static string? Text(MapNode map, string key) => (map.Entries.FirstOrDefault(entry => entry.Key.Text == key).Value as ScalarNode)?.Text;
}

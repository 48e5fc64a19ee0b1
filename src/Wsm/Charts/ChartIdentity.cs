using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;

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
            return Parse(PackedChartYaml.Read(archive).Bytes, shownAs);
        }
        catch (InvalidDataException damage)
        {
            throw new UserError(
                $"{shownAs} is no chart archive: {damage.Message}.",
                "A chart is a gzipped tar file, as 'helm package' makes it.",
                cause: damage
            );
        }
    }

    /// <exception cref="UserError">The text is no Chart.yaml.</exception>
    public static ChartIdentity Parse(ReadOnlyMemory<byte> chartYaml, string shownAs)
    {
        var chart = Metadata(chartYaml, shownAs);
        return ChartReference.IsChartName(chart.Name) && NuGet.Versioning.SemanticVersion.TryParse(chart.Version.TrimStart('v'), out _)
            ? new ChartIdentity(chart.Name, chart.Version)
            : throw new UserError(
                $"{shownAs} has a Chart.yaml without a usable name and version.",
                "A chart's version is a semantic version such as 1.2.3."
            );
    }

    private static ChartMetadata Metadata(ReadOnlyMemory<byte> chartYaml, string shownAs)
    {
        try
        {
            return MetadataReader.Read(chartYaml);
        }
        catch (ChartException wrong)
        {
            throw new UserError($"{shownAs} is no chart: {wrong.Message}.", exitCode: ExitCode.Usage, cause: wrong);
        }
    }
}

using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Product.Failures;

namespace Wsm.Product.Sources;

/// <summary>Name and version of a chart, from its <c>Chart.yaml</c>.</summary>
internal sealed record ChartIdentity(string Name, string Version)
{
    /// <param name="files">The chart's.</param>
    /// <param name="shownAs">The chart's place for messages.</param>
    /// <exception cref="UserError">They are no chart that helm would take.</exception>
    public static ChartIdentity Of(IReadOnlyList<ChartFile> files, string shownAs)
    {
        try
        {
            return Of(MetadataReader.Read(files), shownAs);
        }
        catch (ChartException refused)
        {
            throw NoChart(refused, shownAs);
        }
    }

    /// <exception cref="UserError">The name cannot be used.</exception>
    public static ChartIdentity Of(ChartMetadata metadata, string shownAs) =>
        ChartName.IsValid(metadata.Name)
            ? new ChartIdentity(metadata.Name, metadata.Version)
            : throw new UserError($"{shownAs} is a chart called '{metadata.Name}', which cannot be part of a file name.");

    public static UserError NoChart(ChartException refused, string shownAs) =>
        new(
            $"{shownAs} is not a chart that helm would take: {refused.Message}.",
            "A chart's Chart.yaml gives at least apiVersion, name and version.",
            cause: refused
        );
}

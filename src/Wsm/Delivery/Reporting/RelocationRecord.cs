using Wsm.Oci.References;
using Wsm.Relocate;

namespace Wsm.Delivery.Reporting;

/// <summary>Keeps what went where, for <c>wsm values</c> and other tools.</summary>
internal static class RelocationRecord
{
    /// <param name="path">Where a person asked for it; then it must be possible.</param>
    /// <param name="otherwise">Where it goes when nobody asked, as far as that can be written to; null for nowhere.</param>
    /// <returns>A sentence about why the file could not be written, or null.</returns>
    public static async Task<string?> TryWriteAsync(
        string? path,
        string? otherwise,
        DeliveryReport report,
        CancellationToken cancellationToken
    )
    {
        if ((path ?? otherwise) is not { } file)
            return null;
        try
        {
            await File.WriteAllTextAsync(file, Of(report).ToJson(), cancellationToken);
            return null;
        }
        catch (Exception e) when (path is null && e is IOException or UnauthorizedAccessException)
        {
            return $"{file} could not be written ({e.Message}); --relocation-file puts it elsewhere.";
        }
    }

    private static RelocationFile Of(DeliveryReport report) =>
        new()
        {
            Images =
            [
                .. report.Images.Select(image => new RelocatedImageEntry(
                    ImageReference.Parse(image.Source).Canonical,
                    image.Digest ?? "",
                    image.Target,
                    image.Pull ?? image.Target
                )),
            ],
            Charts =
            [
                .. report
                    .Charts.Select(chart => (Chart: chart, Parts: chart.Source.Split(' ', 2)))
                    .Select(entry => new RelocatedChartEntry(
                        entry.Parts[0],
                        entry.Parts[1],
                        (entry.Chart.Digest ?? "").Replace("sha256:", "", StringComparison.Ordinal),
                        entry.Chart.Target
                    )),
            ],
        };
}

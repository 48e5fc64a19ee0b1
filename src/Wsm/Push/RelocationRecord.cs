using Wsm.Relocate;

namespace Wsm.Push;

/// <summary>Keeps what went where, for <c>wsm values</c> and other tools.</summary>
internal static class RelocationRecord
{
    /// <returns>A sentence about why the file could not be written, or null.</returns>
    public static async Task<string?> TryWriteAsync(PushRequest request, PushReport report, CancellationToken cancellationToken)
    {
        var path = request.RelocationFile ?? Path.Combine(request.Bundle, RelocationFile.FileName);
        try
        {
            await File.WriteAllTextAsync(path, Of(report).ToJson(), cancellationToken);
            return null;
        }
        catch (Exception e) when (request.RelocationFile is null && e is IOException or UnauthorizedAccessException)
        {
            return $"{path} could not be written ({e.Message}); --relocation-file puts it elsewhere.";
        }
    }

    private static RelocationFile Of(PushReport report) => new()
    {
        Images = [.. report.Images.Select(image => new RelocatedImageEntry(Oci.References.ImageReference.Parse(image.Source).Canonical, image.Digest ?? "", image.Target, image.Pull ?? image.Target))],
        Charts = [.. report.Charts.Select(chart => (Chart: chart, Parts: chart.Source.Split(' ', 2))).Select(entry => new RelocatedChartEntry(entry.Parts[0], entry.Parts[1], (entry.Chart.Digest ?? "").Replace("sha256:", "", StringComparison.Ordinal), entry.Chart.Target))],
    };
}

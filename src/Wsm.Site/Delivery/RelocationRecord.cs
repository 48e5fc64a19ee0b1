using System.Text;
using Wsm.Oci.Files;
using Wsm.Oci.References;
using Wsm.Site.Relocations;

namespace Wsm.Site.Delivery;

/// <summary>Keeps what went where, for <c>wsm values</c> and other tools.</summary>
public static class RelocationRecord
{
    /// <param name="path">Where a person asked for it; then it must be possible.</param>
    /// <param name="otherwise">Where it goes when nobody asked, as far as that can be written to; null for nowhere.</param>
    /// <param name="chartStore">Its address; null where no charts were pushed.</param>
    /// <param name="conversion">What became of the images' format.</param>
    /// <returns>Why the file could not be written, or null.</returns>
    public static RecordProblem? TryWrite(
        string? path,
        string? otherwise,
        DeliveryReport report,
        string? chartStore,
        ImageConversion conversion
    )
    {
        if ((path ?? otherwise) is not { } file)
        {
            return null;
        }

        try
        {
            AtomicFile.Write(file, Encoding.UTF8.GetBytes((Of(report) with { ChartStore = chartStore, Convert = conversion }).ToJson()));
            return null;
        }
        catch (UnauthorizedAccessException e) when (path is null)
        {
            return new RecordProblem(Sentence(e), IsUsual: true);
        }
        catch (IOException e) when (path is null)
        {
            return new RecordProblem(Sentence(e), IsUsual: false);
        }

        string Sentence(Exception e) => $"{file} could not be written ({e.Message}); --relocation-file puts it elsewhere.";
    }

    private static RelocationFile Of(DeliveryReport report) =>
        new()
        {
            Images =
            [
                .. report.Images.Select(image => new RelocatedImageEntry(
                    ImageReference.Parse(image.Source).Canonical,
                    image.Digest?.ToString() ?? "",
                    image.Target,
                    image.Pull ?? image.Target
                )
                {
                    SourceDigest = image.SourceDigest?.ToString(),
                }),
            ],
            Charts =
            [
                .. report
                    .Charts.Select(chart => (Chart: chart, Parts: chart.Source.Split(' ', 2)))
                    .Select(entry => new RelocatedChartEntry(
                        entry.Parts[0],
                        entry.Parts[1],
                        entry.Chart.Digest?.Hex ?? "",
                        entry.Chart.Target
                    )
                    {
                        SourceSha256 = entry.Chart.SourceDigest?.Hex,
                    }),
            ],
        };
}

/// <summary>Why the note of what went where could not be written.</summary>
/// <param name="Text">A sentence.</param>
/// <param name="IsUsual">The medium is not to be written to; otherwise its disk is full or fails.</param>
public sealed record RecordProblem(string Text, bool IsUsual);

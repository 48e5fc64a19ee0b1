using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Commands.List;

/// <summary>The list as people know it from the vendor's tool.</summary>
internal static class TextList
{
    public const string Opening = "📦 Starting the process to list all images required for deployment...";

    public static void Write(ListReport report, TextWriter output)
    {
        if (report.Why && report.Set.Components.FirstOrDefault(component => component.Rendered) is { } rendered)
        {
            output.WriteLine($"Rendered for {rendered.Cluster.Describe()}.");
        }

        var width = report.Sizes.Count == 0 ? 0 : report.Set.Images.Max(image => image.Reference.AsWritten.Length);
        foreach (var component in report.Set.Components)
        {
            output.WriteLine($"{component.Title} Images:");
            foreach (var image in component.Images)
            {
                WriteImage(image, report, width, withComponent: false, output);
            }
        }

        WriteCandidates(report, width, output);
        InsideText.Write(InsideText.Of(report.Set), image => Answer(report.SizeOf(image)), output);
        WriteExcluded(report.Set, output);
        SizeSummary.Write(report, output);
        if (!report.Quiet && report.Complete)
        {
            output.WriteLine(
                $"Here are the images required to deploy {report.Set.Title}. Please ensure these images are available in your internal "
                    + "container registry and update the values.yaml accordingly."
            );
        }
    }

    private static void WriteImage(ResolvedImage image, ListReport report, int width, bool withComponent, TextWriter output)
    {
        var size = report.SizeOf(image);
        var condition = report.Why || OriginText.Condition(image) is not { } only ? "" : $"  (only with {only})";
        var found = Answer(size);
        var name = size is null ? image.Reference.AsWritten : image.Reference.AsWritten.PadRight(width);
        output.WriteLine($"  {name}{found}{condition}");
        foreach (var line in report.Why ? image.Origins.SelectMany(origin => OriginText.Lines(origin, withComponent)) : [])
        {
            output.WriteLine($"      {line}");
        }
    }

    private static string Answer(ImageSize? size) =>
        size switch
        {
            null => "",
            { Digest: null } => $"  {size.Problem}",
            _ => $"  {ByteSize.Text(size.Bytes), 8}  {size.Digest}",
        };

    private static void WriteExcluded(ImageSet set, TextWriter output)
    {
        var excluded = set.Components.SelectMany(component => component.Excluded).DistinctBy(image => image.Reference).ToList();
        if (excluded.Count > 0)
        {
            output.WriteLine("Left out:");
        }

        foreach (var image in excluded)
        {
            output.WriteLine($"  {image.Reference.AsWritten}  ({image.Rule.Reason ?? image.Rule.Pattern})");
        }
    }

    private static void WriteCandidates(ListReport report, int width, TextWriter output)
    {
        var candidates = ImageSet
            .Distinct(report.Set.Components.SelectMany(component => component.Candidates))
            .Where(image => OriginWords.DegreeOf(image.Origins) == OriginKind.Candidate)
            .ToList();
        if (candidates.Count == 0)
        {
            return;
        }

        foreach (
            var (heading, confidence) in ((string, Confidence)[])
                [("May also be started:", Confidence.High), ("Only look like images:", Confidence.Low)]
        )
        {
            var some = candidates.Where(candidate => OriginWords.ConfidenceOf(candidate.Origins) == confidence).ToList();
            if (some.Count > 0)
            {
                output.WriteLine(heading);
            }

            foreach (var candidate in some)
            {
                WriteImage(candidate, report, width, withComponent: true, output);
            }
        }
    }
}

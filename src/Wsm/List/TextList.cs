using Wsm.Catalogs;
using Wsm.Terminal;

namespace Wsm.List;

/// <summary>The list as people know it from the vendor's tool.</summary>
internal static class TextList
{
    public const string Opening = "📦 Starting the process to list all images required for deployment...";

    public static void Write(ListReport report, TextWriter output)
    {
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
        SizeSummary.Write(report, output);
        if (!report.Quiet && report.Complete)
        {
            output.WriteLine(
                $"Here are the images required to deploy {report.Set.Title}. Please ensure these images are available in your internal container registry and update the values.yaml accordingly."
            );
        }
    }

    private static void WriteImage(ResolvedImage image, ListReport report, int width, bool withComponent, TextWriter output)
    {
        var size = report.Sizes.GetValueOrDefault(image.Reference.Canonical);
        var condition = report.Why || OriginText.Condition(image) is not { } only ? "" : $"  (only with {only})";
        var found = size switch
        {
            null => "",
            { Digest: null } => $"  {size.Problem}",
            _ => $"  {ByteSize.Text(size.Bytes), 8}  {size.Digest}",
        };
        var name = size is null ? image.Reference.AsWritten : image.Reference.AsWritten.PadRight(width);
        output.WriteLine($"  {name}{found}{condition}");
        foreach (var line in report.Why ? image.Origins.SelectMany(origin => OriginText.Lines(origin, withComponent)) : [])
        {
            output.WriteLine($"      {line}");
        }
    }

    private static void WriteCandidates(ListReport report, int width, TextWriter output)
    {
        var candidates = ImageSet.Distinct(report.Set.Components.SelectMany(component => component.Candidates));
        if (candidates.Count == 0)
        {
            return;
        }

        output.WriteLine("May also be started:");
        foreach (var candidate in candidates)
        {
            WriteImage(candidate, report, width, withComponent: true, output);
        }
    }
}

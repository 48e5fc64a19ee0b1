using Wsm.Catalogs;
using Wsm.Terminal;

namespace Wsm.List;

/// <summary>The list as people know it from the vendor's tool.</summary>
internal static class TextList
{
    public const string Opening = "📦 Starting the process to list all images required for deployment...";

    public static void Write(ListReport report, TextWriter output)
    {
        foreach (var component in report.Set.Components)
        {
            output.WriteLine($"{component.Title} Images:");
            foreach (var image in component.Images)
            {
                WriteImage(image, report, withComponent: false, output);
            }
        }

        WriteCandidates(report, output);
        SizeSummary.Write(report, output);
        if (!report.Quiet && report.Complete)
        {
            output.WriteLine($"Here are the images required to deploy {report.Set.Title}. Please ensure these images are available in your internal container registry and update the values.yaml accordingly.");
        }
    }

    private static void WriteImage(ResolvedImage image, ListReport report, bool withComponent, TextWriter output)
    {
        var size = report.Sizes.GetValueOrDefault(image.Reference.Canonical);
        var condition = report.Why || OriginText.OnlyWith(image) is not { } onlyWith ? "" : $"  ({onlyWith})";
        var found = size switch
        {
            null => "",
            { Digest: null } => $"  {size.Problem}",
            _ => $"  {ByteSize.Text(size.Bytes)}  {size.Digest}",
        };
        output.WriteLine($"  {image.Reference.AsWritten}{found}{condition}");
        foreach (var line in report.Why ? image.Origins.SelectMany(origin => OriginText.Lines(origin, withComponent)) : [])
        {
            output.WriteLine($"      {line}");
        }
    }

    private static void WriteCandidates(ListReport report, TextWriter output)
    {
        var candidates = ImageSet.Distinct(report.Set.Components.SelectMany(component => component.Candidates));
        if (candidates.Count == 0)
        {
            return;
        }

        output.WriteLine("May also be started:");
        foreach (var candidate in candidates)
        {
            WriteImage(candidate, report, withComponent: true, output);
        }
    }
}

using Wsm.Product.Catalogs;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Commands.List;

/// <summary>Component, chart, workload, image: a picture of what brings which image in.</summary>
internal static class TreeList
{
    public static void Write(ListReport report, TextWriter output)
    {
        var root = new Tree(report.Set.Title);
        foreach (var component in report.Set.Components)
        {
            // A single chart is product, component and chart in one.
            var branch = component.Title == report.Set.Title ? root : root.Child(component.Title);
            var chart = component.Chart is { } resolved ? branch.Child($"{resolved.Name} {resolved.Version}") : branch;
            foreach (var image in component.Images.Concat(component.Candidates))
            {
                foreach (var origin in image.Origins)
                {
                    Leaf(origin, branch, chart).Child(Text(image, report) + Degree(origin) + Condition(origin));
                }
            }
        }

        root.Write(output);
        SizeSummary.Write(report, output);
    }

    private static string Degree(ImageOrigin origin) =>
        origin.Kind == OriginKind.Field || OriginWords.IsDoubtful(origin.Kind) ? $" [{OriginWords.Degree([origin])}]" : "";

    private static string Condition(ImageOrigin origin) => origin.Switch is { } condition ? $" (only with {condition})" : "";

    private static Tree Leaf(ImageOrigin origin, Tree branch, Tree chart) =>
        origin.Kind switch
        {
            OriginKind.Catalog => branch,
            _ => chart.Child(origin.Document ?? "(no document)"),
        };

    private static string Text(ResolvedImage image, ListReport report) =>
        report.SizeOf(image) switch
        {
            null => image.Reference.AsWritten,
            { Digest: null } missing => $"{image.Reference.AsWritten} ({missing.Problem})",
            { Bytes: var bytes } => $"{image.Reference.AsWritten} ({ByteSize.Text(bytes)})",
        };
}

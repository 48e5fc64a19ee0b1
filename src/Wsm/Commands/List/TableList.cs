using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Commands.List;

/// <summary>One row an image, in columns: size, digest and switch only where there are any.</summary>
internal static class TableList
{
    public static void Write(ListReport report, TextWriter output)
    {
        var withSizes = report.Sizes.Count > 0;
        var withSwitches = report.Set.Images.Any(image => OriginText.Condition(image) is not null);
        var withCandidates = report.Set.Components.Any(component => component.Candidates.Count > 0);
        var rows = new List<string[]> { Row(["COMPONENT", "IMAGE", "TAG"], ["SIZE", "DIGEST"], "SWITCH", "DEGREE") };
        foreach (var component in report.Set.Components)
        {
            rows.AddRange(component.Images.Concat(component.Candidates).Select(image => RowOf(component, image)));
        }

        Columns.Write(rows, output);
        SizeSummary.Write(report, output);

        string[] RowOf(ResolvedComponent component, ResolvedImage image)
        {
            var reference = image.Reference;
            var size = report.SizeOf(image);
            return Row(
                [component.Name, reference.Name, reference.Tag ?? reference.Digest?.ToString() ?? ""],
                [size is { Digest: not null } ? ByteSize.Text(size.Bytes) : "-", size?.Digest?.ToString() ?? size?.Problem ?? ""],
                OriginText.Condition(image) ?? "",
                OriginWords.Degree(image.Origins)
            );
        }

        string[] Row(string[] image, string[] size, string condition, string degree) =>
            [.. image, .. withSizes ? size : [], .. withSwitches ? [condition] : (string[])[], .. withCandidates ? [degree] : (string[])[]];
    }
}

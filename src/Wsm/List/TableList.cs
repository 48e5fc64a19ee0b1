using Wsm.Catalogs;
using Wsm.Terminal;

namespace Wsm.List;

/// <summary>One row an image, in columns: size, digest and switch only where there are any.</summary>
internal static class TableList
{
    public static void Write(ListReport report, TextWriter output)
    {
        var withSizes = report.Sizes.Count > 0;
        var withSwitches = report.Set.Images.Any(image => OriginText.Condition(image) is not null);
        var rows = new List<string[]> { Row(["COMPONENT", "IMAGE", "TAG"], ["SIZE", "DIGEST"], "SWITCH") };
        foreach (var component in report.Set.Components)
        {
            rows.AddRange(component.Images.Select(image => RowOf(component, image)));
        }

        Columns.Write(rows, output);
        SizeSummary.Write(report, output);

        string[] RowOf(ResolvedComponent component, ResolvedImage image)
        {
            var reference = image.Reference;
            var size = report.Sizes.GetValueOrDefault(reference.Canonical);
            return Row(
                [component.Name, reference.Name, reference.Tag ?? reference.Digest?.ToString() ?? ""],
                [size is { Digest: not null } ? ByteSize.Text(size.Bytes) : "-", size?.Digest ?? size?.Problem ?? ""],
                OriginText.Condition(image) ?? ""
            );
        }

        string[] Row(string[] image, string[] size, string condition) =>
            [.. image, .. withSizes ? size : [], .. withSwitches ? [condition] : (string[])[]];
    }
}

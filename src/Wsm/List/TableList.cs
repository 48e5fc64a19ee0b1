using Wsm.Terminal;

namespace Wsm.List;

/// <summary>One row an image, in columns.</summary>
internal static class TableList
{
    public static void Write(ListReport report, TextWriter output)
    {
        var withSizes = report.Sizes.Count > 0;
        var rows = new List<string[]> { withSizes ? ["COMPONENT", "IMAGE", "TAG", "SIZE", "DIGEST"] : ["COMPONENT", "IMAGE", "TAG"] };
        foreach (var component in report.Set.Components)
        {
            foreach (var reference in component.Images.Select(image => image.Reference))
            {
                string[] row = [component.Name, reference.Name, reference.Tag ?? reference.Digest?.ToString() ?? ""];
                var size = report.Sizes.GetValueOrDefault(reference.Canonical);
                rows.Add(withSizes ? [.. row, size is { Digest: not null } ? ByteSize.Text(size.Bytes) : "-", size?.Digest ?? size?.Problem ?? ""] : row);
            }
        }

        Columns.Write(rows, output);
        SizeSummary.Write(report, output);
    }
}

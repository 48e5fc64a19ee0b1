using Wsm.Product.Wording;

namespace Wsm.Commands.List;

/// <summary>The sum below a list with sizes.</summary>
internal static class SizeSummary
{
    public static void Write(ListReport report, TextWriter output)
    {
        if (report.Sizes.Count == 0)
        {
            return;
        }

        var known = report.Sizes.Values.Count(size => size.Digest is not null);
        var shared = report.SharedBytes > 0 ? $", {ByteSize.Text(report.SharedBytes)} of it shared between images" : "";
        output.WriteLine($"Total: {ByteSize.Text(report.TotalBytes)} in {Images(known)}{shared}.");
        if (known < report.Sizes.Count)
        {
            output.WriteLine($"Not found: {Images(report.Sizes.Count - known)}.");
        }
    }

    private static string Images(int count) => count == 1 ? "1 image" : $"{count} images";
}

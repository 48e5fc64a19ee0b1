using Wsm.Product.Catalogs;

namespace Wsm.Commands.List;

/// <summary>One row an image and component, for spreadsheets (RFC 4180).</summary>
internal static class CsvList
{
    public static void Write(ListReport report, TextWriter output)
    {
        Row(output, "component", "reference", "canonical", "digest", "size", "switch", "origin", "degree");
        foreach (var component in report.Set.Components)
        {
            foreach (var image in component.Images.Concat(component.Candidates))
            {
                var size = report.SizeOf(image);
                var origins = string.Join("; ", image.Origins.Select(OriginText.Headline));
                Row(
                    output,
                    component.Name,
                    image.Reference.AsWritten,
                    image.Reference.Canonical,
                    size?.Digest?.ToString() ?? "",
                    size is { Digest: not null } ? $"{size.Bytes}" : "",
                    string.Join("; ", OriginText.Switches(image)),
                    origins,
                    OriginWords.Degree(image.Origins)
                );
            }
        }
    }

    private static void Row(TextWriter output, params string[] cells) => output.Write(string.Join(',', cells.Select(Cell)) + "\r\n");

    /// <summary>A leading sign is defused, so that no spreadsheet takes a name for a formula.</summary>
    private static string Cell(string text)
    {
        var safe = text is ['=' or '+' or '-' or '@', ..] ? $"'{text}" : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}

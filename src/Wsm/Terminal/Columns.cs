namespace Wsm.Terminal;

/// <summary>Plain aligned columns, as <c>kubectl get</c> prints them: easy on eyes and on <c>awk</c>.</summary>
public static class Columns
{
    private const int Gap = 3;

    public static void Write(IReadOnlyList<string[]> rows, TextWriter output)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        foreach (var row in rows)
        {
            output.WriteLine(string.Concat(row.Select((cell, column) => cell.PadRight(widths[column] + Gap))).TrimEnd());
        }
    }
}

namespace Wsm.Helm.Charts.Loading;

/// <summary>Names of archive entries, made safe as Helm makes them.</summary>
internal static class ArchivePath
{
    /// <summary>The entry's path below the archive's one top folder, with <c>/</c>.</summary>
    /// <exception cref="ChartException">It leads out of the chart.</exception>
    public static string WithinChart(string entry)
    {
        // Archives that Windows made have backslashes.
        var delimiter = entry.Contains('\\') ? '\\' : '/';
        var cut = entry.IndexOf(delimiter);
        var top = cut < 0 ? entry : entry[..cut];
        var inner = cut < 0 ? "" : entry[(cut + 1)..].Replace(delimiter, '/');
        if (inner.StartsWith('/'))
        {
            throw new ChartException("chart illegally contains absolute paths");
        }

        inner = Clean(inner);
        if (inner == ".")
        {
            throw new ChartException($"chart illegally contains content outside the base directory: \"{entry}\"");
        }

        if (inner.StartsWith("..", StringComparison.Ordinal))
        {
            throw new ChartException("chart illegally references parent directory");
        }

        if (inner.Length > 2 && char.IsAsciiLetter(inner[0]) && inner[1] == ':' && inner[2] == '/')
        {
            throw new ChartException("chart contains illegally named files");
        }

        if (top == "Chart.yaml")
        {
            throw new ChartException("chart yaml not in base directory");
        }

        return inner;
    }

    /// <summary>Go's path.Clean of a relative path.</summary>
    private static string Clean(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".")
            {
                continue;
            }

            if (part == ".." && parts.Count > 0 && parts[^1] != "..")
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else
            {
                parts.Add(part);
            }
        }

        return parts.Count == 0 ? "." : string.Join('/', parts);
    }
}

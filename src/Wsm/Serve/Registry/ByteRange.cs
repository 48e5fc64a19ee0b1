using System.Globalization;

namespace Wsm.Serve.Registry;

/// <summary>A single byte range (RFC 9110, 14.1.2), resolved against a length.</summary>
internal readonly record struct ByteRange(long Start, long Length)
{
    public long End => Start + Length - 1;

    /// <summary>
    /// True with a range to serve; false when none can be satisfied. A header that is absent, malformed or asks for several ranges counts as "all", as RFC 9110 allows.
    /// </summary>
    public static bool TryResolve(string? header, long length, out ByteRange range, out bool partial)
    {
        range = new ByteRange(0, length);
        partial = false;
        if (header is null || !header.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
            return true;
        var text = header.AsSpan(6).Trim();
        var dash = text.IndexOf('-');
        if (dash < 0 || text.Contains(','))
            return true;

        var from = text[..dash].Trim();
        var to = text[(dash + 1)..].Trim();
        if (from.IsEmpty)
        {
            if (!TryNumber(to, out var suffix))
                return true;
            partial = true;
            var taken = Math.Min(suffix, length);
            range = new ByteRange(length - taken, taken);
            return taken > 0;
        }

        if (!TryNumber(from, out var start))
            return true;
        var end = length - 1;
        if (!to.IsEmpty)
        {
            if (!TryNumber(to, out var asked) || asked < start)
                return true;
            end = Math.Min(asked, end);
        }
        partial = true;
        range = new ByteRange(start, end - start + 1);
        return start < length;
    }

    /// <summary>The <c>start-end</c> of an upload's <c>Content-Range</c>, with or without the unit.</summary>
    public static bool TryParseContentRange(string header, out long start, out long end)
    {
        start = end = 0;
        var text = header.AsSpan().Trim();
        if (text.StartsWith("bytes ", StringComparison.OrdinalIgnoreCase))
            text = text[6..];
        if (text.IndexOf('/') is var slash and >= 0)
            text = text[..slash];
        var dash = text.IndexOf('-');
        return dash > 0 && TryNumber(text[..dash], out start) && TryNumber(text[(dash + 1)..], out end) && end >= start;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

using System.Buffers;
using System.Globalization;
using Wsm.Product.Failures;

namespace Wsm.CommandLine;

/// <summary>Sizes as people write them: <c>4096</c>, <c>10M</c>, <c>1.5GiB</c>.</summary>
internal static class SizeText
{
    private const double LargestSize = 1L << 60;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    /// <summary>Bytes.</summary>
    /// <exception cref="UserError">It is no size, or one that cannot be used.</exception>
    public static int Parse(string text, string option) =>
        ParseLong(text, option) is var bytes and <= int.MaxValue ? (int)bytes : throw Wrong(text, option);

    /// <summary>Bytes, also beyond 2 GiB.</summary>
    /// <exception cref="UserError">It is no size, or one that cannot be used.</exception>
    public static long ParseLong(string text, string option)
    {
        var digits = text.AsSpan().IndexOfAnyExcept(Digits) is var end and >= 0 ? text[..end] : text;
        var factor = text[digits.Length..].Trim().ToUpperInvariant() switch
        {
            "" or "B" => 1.0,
            "K" or "KB" or "KIB" => 1024,
            "M" or "MB" or "MIB" => 1024 * 1024,
            "G" or "GB" or "GIB" => 1024 * 1024 * 1024,
            "T" or "TB" or "TIB" => 1024.0 * 1024 * 1024 * 1024,
            _ => 0,
        };
        var bytes = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number * factor
            : 0;
        return bytes is >= 1 and <= LargestSize ? (long)bytes : throw Wrong(text, option);
    }

    private static UserError Wrong(string text, string option) =>
        UserError.Usage($"{option} '{text}' is not a size.", "Write it as 10M or 65536.");
}

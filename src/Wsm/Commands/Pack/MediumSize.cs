using Wsm.CommandLine;
using Wsm.Product.Failures;

namespace Wsm.Commands.Pack;

/// <summary>How large a volume may be, by a number or by the medium that carries it.</summary>
internal static class MediumSize
{
    /// <summary>What a file of each medium can hold; of optical discs a little is left to their file system.</summary>
    private static readonly (string Name, long Bytes)[] Media =
    [
        ("cd", 730_000_000),
        ("dvd", 4_690_000_000),
        ("dvd-dl", 8_530_000_000),
        ("bd", 25_000_000_000),
        ("fat32", uint.MaxValue),
    ];

    public static IEnumerable<string> Names => Media.Select(medium => medium.Name);

    /// <exception cref="UserError">It is no size and no medium.</exception>
    public static long Parse(string text) =>
        Media.FirstOrDefault(medium => string.Equals(medium.Name, text, StringComparison.OrdinalIgnoreCase)) is { Bytes: > 0 } known
            ? known.Bytes
        : char.IsAsciiDigit(text.FirstOrDefault()) ? SizeText.ParseLong(text, "--volume")
        : throw UserError.Usage(
            $"--volume '{text}' is neither a size nor a medium.",
            $"Write it as 4GiB or 650M, or as one of {string.Join(", ", Names)}."
        );
}

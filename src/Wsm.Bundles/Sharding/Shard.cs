using System.Globalization;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Sharding;

/// <summary>One part of a work that several machines share.</summary>
/// <param name="Index">From 0.</param>
/// <param name="Count">At least 1.</param>
public sealed record Shard(int Index, int Count)
{
    private const int Most = 10_000;

    public static bool IsPart(int index, int count) => index >= 0 && index < count && count <= Most;

    /// <summary><c>0/4</c> is the first of four.</summary>
    /// <exception cref="UserError">It is none.</exception>
    public static Shard Parse(string text)
    {
        var parts = text.Split('/');
        return
            parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && IsPart(index, count)
            ? new Shard(index, count)
            : throw UserError.Usage(
                $"'{text}' is no shard.",
                "Write which part of how many, counted from 0: the parts of four are 0/4, 1/4, 2/4 and 3/4."
            );
    }

    public override string ToString() => $"{Index}/{Count}";
}

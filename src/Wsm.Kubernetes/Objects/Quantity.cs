using System.Globalization;

namespace Wsm.Kubernetes.Objects;

/// <summary>Amounts as Kubernetes writes them: <c>500m</c>, <c>1.5Gi</c>, <c>2e3</c>.</summary>
/// <remarks>https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/</remarks>
public static class Quantity
{
    private const decimal Kibi = 1024;

    /// <summary>The largest first of each family, so that the shortest text is found.</summary>
    private static readonly (string Suffix, decimal Factor)[] Suffixes =
    [
        ("Ei", Kibi * Kibi * Kibi * Kibi * Kibi * Kibi),
        ("Pi", Kibi * Kibi * Kibi * Kibi * Kibi),
        ("Ti", Kibi * Kibi * Kibi * Kibi),
        ("Gi", Kibi * Kibi * Kibi),
        ("Mi", Kibi * Kibi),
        ("Ki", Kibi),
        ("E", 1e18m),
        ("P", 1e15m),
        ("T", 1e12m),
        ("G", 1e9m),
        ("M", 1e6m),
        ("k", 1e3m),
        ("m", 1e-3m),
        ("u", 1e-6m),
        ("n", 1e-9m),
    ];

    /// <summary>The amount in units: cores, bytes, pieces; null for what is no amount, or none that anybody has.</summary>
    public static decimal? Parse(string? text)
    {
        var (suffix, factor) = Suffixes.FirstOrDefault(known => text?.EndsWith(known.Suffix, StringComparison.Ordinal) == true);
        var number = suffix is null ? text : text![..^suffix.Length];
        const NumberStyles plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        var style = suffix is null ? plain | NumberStyles.AllowExponent : plain;
        if (!decimal.TryParse(number, style, CultureInfo.InvariantCulture, out var value))
        {
            return null;
        }

        try
        {
            return suffix is null ? value : value * factor;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    /// <summary>The amount as a person would write it: memory in powers of 1024, parts of a core in thousandths.</summary>
    public static string Text(decimal amount)
    {
        if (amount != decimal.Truncate(amount))
        {
            return $"{Math.Ceiling(amount * 1000).ToString(CultureInfo.InvariantCulture)}m";
        }

        var (suffix, factor) = Suffixes.FirstOrDefault(known =>
            known.Factor >= Kibi && known.Suffix.EndsWith('i') && amount % known.Factor == 0
        );
        return amount == 0 || suffix is null
            ? decimal.Truncate(amount).ToString(CultureInfo.InvariantCulture)
            : $"{decimal.Truncate(amount / factor).ToString(CultureInfo.InvariantCulture)}{suffix}";
    }
}

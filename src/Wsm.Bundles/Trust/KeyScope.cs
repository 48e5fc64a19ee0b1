using Wsm.Bundles.Locks;
using Wsm.Oci.References;

namespace Wsm.Bundles.Trust;

/// <summary>Which bundles a key vouches for.</summary>
/// <param name="Products">Names of products, in which <c>*</c> stands for any text; none: all.</param>
/// <param name="Platforms">The same for platforms (<c>linux/amd64</c>), each of which a bundle's must match; none: all.</param>
public sealed record KeyScope(IReadOnlyList<string> Products, IReadOnlyList<string> Platforms)
{
    public static KeyScope Everything { get; } = new([], []);

    public bool IsEverything => Products.Count == 0 && Platforms.Count == 0;

    public bool Covers(BundleLock bundle) =>
        Matches(Products, bundle.Name) && bundle.Platforms.All(platform => Matches(Platforms, platform));

    /// <summary>As people read it: <c>'wandb*' on linux/amd64</c>.</summary>
    public override string ToString() =>
        (Products.Count == 0 ? "all products" : $"'{string.Join("' and '", Products)}'")
        + (Platforms.Count == 0 ? "" : $" on {string.Join(" and ", Platforms)}");

    private static bool Matches(IReadOnlyList<string> patterns, string text) =>
        patterns.Count == 0 || patterns.Any(pattern => new StarPattern(pattern).Match(text) is not null);
}

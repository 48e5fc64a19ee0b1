using Wsm.Bundles.Locks;
using Wsm.Product.Catalogs;

namespace Wsm.Commands.Report.Facts;

/// <summary>Facts in words, the same in every form of the report.</summary>
internal static class FactWords
{
    public static string Of(SignatureFacts signature) =>
        signature switch
        {
            { LockIsIntact: false } => "its lock was changed after it was written",
            { By: { Count: > 0 } by } => $"signed by {string.Join(" and ", by)}",
            { Present: 1 } => "carries a signature that was not checked, since no key was given",
            { Present: > 1 and var present } => $"carries {present} signatures that were not checked, since no key was given",
            _ => "not signed",
        };

    public static string Of(CarriedDocument document)
    {
        var kind = document.Kind switch
        {
            DocumentKind.Signature => "signature",
            DocumentKind.Attestation => "attestation",
            DocumentKind.Sbom => "SBOM",
            _ => "document",
        };
        return $"{kind} ({document.About ?? document.MediaType})";
    }

    public static string Of(ImageOrigin origin)
    {
        var values = origin.Values.Count == 0 ? "" : $" (from {string.Join(", ", origin.Values.Select(value => value.Path).Distinct())})";
        return $"{origin.Component}: {OriginWords.Place(origin)}{values}";
    }

    /// <summary>What was asked for: <c>linux/amd64</c>, or all.</summary>
    public static string Platforms(IReadOnlyList<string> platforms) =>
        platforms switch
        {
            ["all"] => "all platforms",
            [] => "the platforms of the damaged bundle",
            _ => string.Join(", ", platforms),
        };

    /// <summary>What is needed and not in the bundle, and why: a line an image.</summary>
    public static IEnumerable<string> NotCarried(BundleLock bundle) =>
        bundle
            .Components.SelectMany(component => component.Excluded ?? [])
            .Select(image => $"Left out: {image.Reference} ({image.Reason ?? image.Pattern})")
            .Concat((bundle.Missing ?? []).Select(image => $"Missing: {image.Reference} ({image.Reason})"))
            .Distinct();
}

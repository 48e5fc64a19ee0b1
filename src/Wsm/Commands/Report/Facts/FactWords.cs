using Wsm.Bundles.Locks;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Wording;

namespace Wsm.Commands.Report.Facts;

/// <summary>Facts in words, the same in every form of the report.</summary>
internal static class FactWords
{
    /// <summary>What follows once the bundle is pushed.</summary>
    public const string ValuesCommand = "wsm values --bundle bundle --registry REGISTRY --out deploy";

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

    /// <summary>How a component's release was chosen.</summary>
    public static string Release(LockedComponent component, BundleFacts facts)
    {
        var chart = facts.Lock.Charts.FirstOrDefault(chart => chart.File == component.Chart);
        string[] parts =
        [
            Counted.Text(component.Images.Count, "image"),
            .. chart is null ? [] : (string[])[$"chart {chart.Name} {chart.Version}{InBrackets(ReleaseOf(chart, facts))}"],
            .. component.Channel is null ? [] : (string[])[$"as the release channel {component.ChannelUrl ?? "of its catalog"} gave it"],
        ];
        return string.Join(", ", parts);
    }

    /// <summary><c>app version 1.2, packed 2026-07-23</c>; empty where the chart says nothing.</summary>
    public static string ReleaseOf(LockedChart chart, BundleFacts facts) => facts.Releases.GetValueOrDefault(chart.File)?.ToString() ?? "";

    private static string InBrackets(string text) => text.Length == 0 ? "" : $" ({text})";

    /// <summary>What was asked for: <c>linux/amd64</c>, or all.</summary>
    public static string Platforms(IReadOnlyList<string> platforms) =>
        platforms switch
        {
            ["all"] => "all platforms",
            [] => "the platforms of the damaged bundle",
            _ => string.Join(", ", platforms),
        };

    /// <summary>What is needed, or may be, and is not in the bundle, and what was not known when it was made: a line each.</summary>
    public static IEnumerable<string> NotCarried(BundleLock bundle)
    {
        var carried = bundle.Images.Select(image => ImageReference.Parse(image.Reference)).ToHashSet();
        return bundle
            .Components.SelectMany(component => component.Excluded ?? [])
            .Select(image => $"Left out: {image.Reference} ({image.Reason ?? image.Pattern})")
            .Concat((bundle.Missing ?? []).Select(image => $"Missing: {image.Reference} ({image.Reason})"))
            .Concat(
                bundle
                    .Components.SelectMany(component => component.Candidates ?? [])
                    .Where(need => need.Origins.Count > 0 && !carried.Contains(ImageReference.Parse(need.Reference)))
                    .Select(need => $"May also be started: {need.Reference} ({OriginWords.Degree(need.Origins)}; {Of(need.Origins[0])})")
            )
            .Concat(
                bundle
                    .Components.SelectMany(component => component.Unreadable ?? [])
                    .Select(image => $"Not readable: {image.Text} ({image.Document}, {image.Field})")
            )
            .Concat(bundle.Components.SelectMany(component => component.Problems ?? []).Select(problem => $"Not known: {problem}"))
            .Distinct();
    }
}

using System.Globalization;
using Wsm.Bundles.Locks;
using Wsm.Commands.Report.Facts;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;

namespace Wsm.Commands.Report.CycloneDx;

/// <summary>The report for other programs: images are containers, charts are applications, and who needs what is a graph.</summary>
internal static class CycloneDxReport
{
    private const string Root = "bundle";

    public static string Write(BundleFacts facts) => CycloneDxWriter.Write(Of(facts));

    private static CycloneDxDocument Of(BundleFacts facts) =>
        new()
        {
            SerialNumber = $"urn:uuid:{DeterministicUuid.Of(facts.LockDigest.ToString())}",
            Metadata = new CycloneDxMetadata(
                CycloneDxWriter.Tools,
                new CycloneDxComponent
                {
                    Type = "application",
                    BomRef = Root,
                    Name = facts.Lock.Name,
                    Description = facts.Lock.Title,
                    Properties = [.. BundleProperties(facts)],
                }
            ),
            Components = [.. facts.Lock.Charts.Select(Chart), .. facts.Images.Select(Image)],
            Dependencies = Dependencies(facts),
        };

    private static IEnumerable<CycloneDxProperty> BundleProperties(BundleFacts facts)
    {
        yield return new("wsm:lock", facts.LockDigest.ToString());
        yield return new("wsm:generator", facts.Lock.Generator);
        foreach (var platform in facts.Lock.Platforms)
        {
            yield return new("wsm:platform", platform);
        }

        yield return new("wsm:bytes", Number(facts.DistinctBytes));
        yield return new("wsm:signatures", Number(facts.Signature.Present));
        foreach (var key in facts.Signature.By)
        {
            yield return new("wsm:signedBy", key);
        }

        foreach (var line in FactWords.NotCarried(facts.Lock))
        {
            yield return new("wsm:notCarried", line);
        }

        if (facts.Lock.Delta is { } delta)
        {
            yield return new("wsm:leftOutBytes", Number(delta.AbsentBytes));
        }
    }

    private static CycloneDxComponent Chart(LockedChart chart) =>
        new()
        {
            Type = "application",
            BomRef = RefOf(chart),
            Name = chart.Name,
            Version = chart.Version,
            Description = "Helm chart",
            Hashes = [Hash(chart.Digest)],
            Purl = PackageUrl.OfChart(chart),
            ExternalReferences =
                Uri.TryCreate(chart.Source, UriKind.Absolute, out var source) && !source.IsFile
                    ? [new CycloneDxReference("distribution", source.AbsoluteUri)]
                    : null,
            Properties = [new("wsm:file", chart.File), new("wsm:bytes", Number(chart.Size))],
        };

    private static CycloneDxComponent Image(ImageFacts image)
    {
        var reference = ImageReference.Parse(image.Entry.Reference);
        var digest = image.Entry.Digest;
        return new CycloneDxComponent
        {
            Type = "container",
            BomRef = RefOf(image.Entry.Reference),
            Group = reference.Registry,
            Name = reference.Repository,
            Version = reference.TagOrDigest,
            Hashes = [Hash(digest)],
            Purl = PackageUrl.OfImage(reference, digest),
            ExternalReferences = image.Documents.Count == 0 ? null : [.. image.Documents.Select(document => Document(document, reference))],
            Properties = [.. ImageProperties(image)],
        };
    }

    private static IEnumerable<CycloneDxProperty> ImageProperties(ImageFacts image)
    {
        yield return new("wsm:reference", image.Entry.Reference);
        if (image.Entry.SourceDigest != image.Entry.Digest)
        {
            yield return new("wsm:sourceDigest", image.Entry.SourceDigest.ToString());
        }

        foreach (var platform in image.Entry.Platforms)
        {
            yield return new("wsm:platform", platform);
        }

        yield return new("wsm:bytes", Number(image.Bytes));
        yield return new("wsm:ownBytes", Number(image.OwnBytes));
        foreach (var layer in image.Entry.Contents.Where(content => !content.IsManifest).Select(content => content.Digest).Distinct())
        {
            yield return new("wsm:blob", layer.ToString());
        }

        if (image.Origins.Count > 0)
        {
            yield return new("wsm:degree", OriginWords.Degree(image.Origins));
        }

        foreach (var origin in image.Origins.Select(FactWords.Of).Distinct())
        {
            yield return new("wsm:neededBy", origin);
        }

        if (image.Verdict is { } verdict)
        {
            yield return new("wsm:imageSignature", verdict.Detail);
        }
    }

    private static CycloneDxReference Document(CarriedDocument document, ImageReference image)
    {
        var type = document.Kind switch
        {
            DocumentKind.Signature => "digital-signature",
            DocumentKind.Attestation => "attestation",
            DocumentKind.Sbom => "bom",
            _ => "other",
        };
        return new CycloneDxReference(
            type,
            $"oci://{image.Name}@{document.Manifest}",
            document.About ?? document.MediaType,
            [Hash(document.Digest)]
        );
    }

    private static List<CycloneDxDependency> Dependencies(BundleFacts facts)
    {
        var known = facts.Images.Select(image => image.Entry.Reference).ToHashSet();
        var needs = facts
            .Lock.Components.SelectMany(
                component => component.Images.Where(need => known.Contains(need.Reference)),
                (component, need) => (By: ChartOf(component, facts.Lock), need.Reference)
            )
            .ToLookup(pair => pair.By is null ? Root : RefOf(pair.By), pair => RefOf(pair.Reference));
        var needed = needs.SelectMany(same => same).ToHashSet();
        string[] direct =
        [
            .. facts.Lock.Charts.Select(RefOf),
            .. needs[Root],
            .. known.Select(RefOf).Where(image => !needed.Contains(image)),
        ];
        return
        [
            new CycloneDxDependency(Root, Sorted(direct)),
            .. facts.Lock.Charts.Select(chart => new CycloneDxDependency(RefOf(chart), Sorted(needs[RefOf(chart)]))),
            .. facts.Images.Select(image => new CycloneDxDependency(RefOf(image.Entry.Reference), [])),
        ];
    }

    private static LockedChart? ChartOf(LockedComponent component, BundleLock bundle) =>
        bundle.Charts.FirstOrDefault(chart => chart.File == component.Chart);

    private static string[] Sorted(IEnumerable<string> references) => [.. references.Distinct().Order(StringComparer.Ordinal)];

    private static CycloneDxHash Hash(Digest digest) => new(digest.Algorithm == Digest.Sha512 ? "SHA-512" : "SHA-256", digest.Hex);

    private static string RefOf(LockedChart chart) => $"chart:{chart.Name}@{chart.Version}";

    private static string RefOf(string image) => $"image:{image}";

    private static string Number(long bytes) => bytes.ToString(CultureInfo.InvariantCulture);
}

using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Trust;
using Wsm.Bundles.Trust.Images;
using Wsm.Oci.References;
using Wsm.Site.ChartStores;

namespace Wsm.Commands.Report.Facts;

/// <summary>Reads a bundle's facts. Layers are not touched: it takes no longer for a large bundle.</summary>
internal static class FactsReader
{
    /// <param name="signers">Who signed the lock, where that was asked.</param>
    /// <param name="judge">Makes what verifies images' signatures, told whether the lock is signed; null leaves them unjudged.</param>
    public static BundleFacts Read(Bundle bundle, IReadOnlyList<TrustedKey> signers, Func<bool, ImageSignatures>? judge)
    {
        var images = bundle.Images.Where(image => image.Entry.ReferrerOf is null).ToList();
        var referrers = bundle.Images.Where(image => image.Entry.ReferrerOf is not null).ToLookup(image => image.Entry.ReferrerOf!);
        var owners = images
            .SelectMany(image => ContentsOf(image.Entry), (image, content) => (content, image.Entry.Reference))
            .ToLookup(pair => pair.content.Digest, pair => (pair.content.Size, pair.Reference));
        var origins = bundle
            .Lock.Components.SelectMany(component => component.Images)
            .SelectMany(need => need.Origins, (need, origin) => (need.Reference, origin))
            .ToLookup(pair => pair.Reference, pair => pair.origin);
        var verdicts = judge is null ? [] : judge(signers.Count > 0).Check(bundle);
        return new BundleFacts
        {
            Lock = bundle.Lock,
            LockDigest = Digest.Of(bundle.LockBytes.Span),
            Signature = new SignatureFacts(
                bundle.ReadOptional(SignatureFile.Name) is { } file ? SignatureFile.Parse(file).Count : 0,
                [.. signers.Select(key => key.ToString())],
                LockFile.IsIntact(bundle.LockBytes.Span)
            ),
            Images =
            [
                .. images.Select(image => new ImageFacts
                {
                    Entry = image.Entry,
                    Bytes = ContentsOf(image.Entry).Sum(content => content.Size),
                    OwnBytes = ContentsOf(image.Entry).Where(content => owners[content.Digest].Count() == 1).Sum(content => content.Size),
                    Origins = [.. origins[image.Entry.Reference]],
                    Documents = [.. DocumentFinder.In(image), .. referrers[image.Entry.Reference].SelectMany(DocumentFinder.In)],
                    Verdict = verdicts.FirstOrDefault(verdict => verdict.Reference == image.Entry.Reference),
                }),
            ],
            Releases = bundle
                .Lock.Charts.Select(chart => (chart.File, Release: ChartRelease.Of(bundle, chart)))
                .Where(chart => chart.Release is not null)
                .DistinctBy(chart => chart.File)
                .ToDictionary(chart => chart.File, chart => chart.Release!),
            Shared =
            [
                .. owners
                    .Where(same => same.Count() > 1)
                    .Select(same => new SharedBlob(same.Key, same.First().Size, [.. same.Select(owner => owner.Reference)]))
                    .OrderByDescending(blob => blob.Size * (blob.Images.Count - 1))
                    .ThenBy(blob => blob.Digest.ToString(), StringComparer.Ordinal),
            ],
            DistinctBytes = bundle
                .Images.SelectMany(image => image.Entry.Contents)
                .DistinctBy(content => content.Digest)
                .Sum(content => content.Size),
        };
    }

    private static IEnumerable<LockedContent> ContentsOf(LockedImage image) => image.Contents.DistinctBy(content => content.Digest);
}

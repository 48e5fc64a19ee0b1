using Wsm.Product.Catalogs;
using Wsm.Product.Finding.Inside;
using Wsm.Product.Resolving;

namespace Wsm.Bundles.Inside;

/// <summary>Puts what the files of images name beside what a product's charts name: as candidates, and no more.</summary>
public static class InsideCandidates
{
    /// <summary>Each component with the candidates that its images name, but for images that the product has already.</summary>
    public static ImageSet AddTo(ImageSet set, InsideReport report)
    {
        var carried = set.Images.Select(image => image.Reference.Canonical).ToHashSet();
        var byImage = report.Images.DistinctBy(findings => findings.Image.Canonical).ToDictionary(findings => findings.Image.Canonical);
        return set with
        {
            Components =
            [
                .. set.Components.Select(component =>
                    Add(
                        component,
                        [.. component.Images.Select(image => byImage.GetValueOrDefault(image.Reference.Canonical)).OfType<ImageFindings>()],
                        carried
                    )
                ),
            ],
        };
    }

    private static ResolvedComponent Add(ResolvedComponent component, IReadOnlyList<ImageFindings> images, HashSet<string> carried)
    {
        var found = images.SelectMany(image => image.Found, (image, file) => (Image: image, File: file)).ToList();
        var whole = found.Where(item => item.File.IsWhole && !carried.Contains(item.File.Reference.Canonical)).ToList();
        var named = ImageSet
            .Distinct(whole.Select(item => new ResolvedImage(item.File.Reference, [OriginOf(component.Name, item.Image, item.File)])))
            .OrderBy(image => OriginWords.ConfidenceOf(image.Origins))
            .ThenBy(image => image.Reference.Canonical, StringComparer.Ordinal);
        return component with
        {
            Candidates = ImageSet.Distinct(component.Candidates.Concat(named)),
            // What the operator's own files name is not unknown any more.
            OperandsUnknown = component.OperandsUnknown && whole.Count == 0,
            Problems =
            [
                .. component.Problems,
                .. images.SelectMany(
                    image => image.Problems,
                    (image, problem) => $"{image.Image.AsWritten} could not be looked into: {problem}"
                ),
            ],
            Remarks =
            [
                .. component.Remarks,
                .. found.Where(item => !item.File.IsWhole).Select(item => Incomplete(item.Image, item.File)),
                .. images.Where(image => image.Unread > 0).Select(Unread),
            ],
        };
    }

    private static ImageOrigin OriginOf(string component, ImageFindings image, FoundInside file) =>
        new()
        {
            Kind = OriginKind.Inside,
            Component = component,
            Document = image.Image.AsWritten,
            Template = file.File,
            Line = file.Line,
            Text = file.Text,
            Reason = file.Reason,
            Confidence = file.Confidence,
        };

    private static ImageRemark Incomplete(ImageFindings image, FoundInside file) =>
        new(RemarkKind.Incomplete, file.File, image.Image.AsWritten, file.Reason, file.Reference.AsWritten, file.Line);

    private static ImageRemark Unread(ImageFindings image) =>
        new(RemarkKind.Unread, "", image.Image.AsWritten, "", $"{image.Unread}", null);
}

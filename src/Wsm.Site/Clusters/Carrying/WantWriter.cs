using Wsm.Oci.References;
using Wsm.Site.Clusters.Judging;

namespace Wsm.Site.Clusters.Carrying;

/// <summary>Gathers what a cluster asks for and no bundle has.</summary>
public static class WantWriter
{
    /// <param name="name">The bundle's.</param>
    /// <param name="platforms">Of the cluster's nodes.</param>
    public static Want Of(IEnumerable<ImageFinding> findings, KnownImages known, string name, IReadOnlyList<string> platforms) =>
        new()
        {
            Name = name,
            Platforms = platforms,
            Images =
            [
                .. findings
                    .Where(finding => finding.IsLacking)
                    .GroupBy(finding => finding.Use.Image)
                    .OrderBy(image => image.Key, StringComparer.Ordinal)
                    .Select(image => Wanted(image.Key, [.. image.Select(Asker).Distinct()], known)),
            ],
        };

    private static string Asker(ImageFinding finding) => $"{finding.Use.Namespace}/{finding.Use.Workload} ({finding.Use.Container})";

    private static WantedImage Wanted(string text, IReadOnlyList<string> askers, KnownImages known)
    {
        if (!ImageReference.TryParse(text, out var name))
        {
            return new WantedImage(null, text, askers);
        }

        if (!known.KnowsWhereImagesWent || !known.IsInside(name))
        {
            return new WantedImage(text, text, askers);
        }

        return known.GuessSource(name) is { } source
            ? new WantedImage(source.AsWritten, text, askers, IsGuess: true)
            : new WantedImage(null, text, askers);
    }
}

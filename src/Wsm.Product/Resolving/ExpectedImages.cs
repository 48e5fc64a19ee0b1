using System.Text.RegularExpressions;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Sources;

namespace Wsm.Product.Resolving;

/// <summary>Images that a catalog expects outside the containers of a chart: they are taken as surely as a container's.</summary>
internal static class ExpectedImages
{
    /// <exception cref="UserError">The chart names no such image any more; what it starts instead is not known.</exception>
    public static ChartImages Take(ChartImages found, IReadOnlyList<ExpectedImage> expected, ResolvedChart chart)
    {
        foreach (var image in expected)
        {
            var pattern = PatternOf(image.Match);
            var taken = found.Candidates.Where(candidate => pattern.IsMatch(candidate.Reference.Name)).ToList();
            if (taken.Count == 0 && !found.Images.Any(known => pattern.IsMatch(known.Reference.Name)))
            {
                throw new UserError(
                    $"The catalog expects an image {image.Match} in {chart.Name} {chart.Version} ({image.Reason}), and the "
                        + "chart names none.",
                    "The catalog was written for another version of the chart: correct its 'candidates', or pin the version."
                );
            }

            found = found with
            {
                Images = ImageSet.Distinct(
                    found.Images.Concat(
                        taken.Select(candidate =>
                            candidate with
                            {
                                Origins = [.. candidate.Origins.Select(origin => origin with { Reason = image.Reason })],
                            }
                        )
                    )
                ),
                Candidates = [.. found.Candidates.Except(taken)],
            };
        }

        return found;
    }

    private static Regex PatternOf(string match) =>
        new(
            "^"
                + Regex.Escape(match).Replace(@"\*\*", ".*", StringComparison.Ordinal).Replace(@"\*", "[^/]*", StringComparison.Ordinal)
                + "$",
            RegexOptions.NonBacktracking | RegexOptions.CultureInvariant
        );
}

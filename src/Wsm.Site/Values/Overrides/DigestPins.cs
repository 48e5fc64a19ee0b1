using Wsm.Oci.References;
using Wsm.Product.Finding;

namespace Wsm.Site.Values.Overrides;

/// <summary>
/// Proposes how images that are at their places get their digests as well: by a value made for it, which most charts leave empty,
/// else behind the tag. A tag that shows elsewhere, in a label above all, may not be used: a digest there is refused by the cluster.
/// </summary>
internal static class DigestPins
{
    private const int Recognisable = 15;

    /// <summary>A value beside those that made the image, read by the chart and empty.</summary>
    public static ValueEdit? ByOwnValue(ImageUse use, Digest digest, RenderedImages rendered)
    {
        var holders = use.Origins().Select(origin => origin.Path.Parent?.ToString()).ToHashSet();
        var path = rendered.Reads.FirstOrDefault(read =>
            read.Key is "digest" or "sha" or "sha256"
            && holders.Contains(read.Parent?.ToString())
            && rendered.ValueAt(read).Data is null or ""
        );
        return path is null ? null : new ValueEdit(path, path.Key == "digest" ? digest.ToString() : digest.Hex);
    }

    public static ValueEdit? ByTag(ImageUse use, Digest digest, RenderedImages rendered) =>
        PieceSolver
            .Solve(ImagePiece.Cut(use.Text, use.Runs, rendered.ValueAt), $"{use.Text}@{digest}")
            .FirstOrDefault(way => way.Count == 1)
            ?[0];

    /// <summary>The digest stands in documents at other places than those of the images.</summary>
    public static bool Strays(Digest digest, RenderedImages rendered, IEnumerable<ImageUse> images)
    {
        var sign = digest.ToString()[..Recognisable];
        return rendered.Texts.Sum(text => Count(text, sign)) > images.Sum(use => Count(use.Text, sign));
    }

    private static int Count(string text, string part)
    {
        var count = 0;
        for (
            var at = text.IndexOf(part, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(part, at + part.Length, StringComparison.Ordinal)
        )
        {
            count++;
        }

        return count;
    }
}

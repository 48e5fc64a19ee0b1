using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Product.Listing;

/// <summary>
/// A text file with a reference on each line, as vendors publish them; empty lines and what stands behind a <c>#</c> do not count.
/// </summary>
internal static class ImageList
{
    private const int MostShown = 20;

    /// <exception cref="UserError">A line holds no reference.</exception>
    public static ListedImages Read(string text, string shownAs)
    {
        var images = new List<ListedImage>();
        var mistakes = new List<string>();
        var number = 0;
        foreach (var line in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            var word = WithoutComment(line).Trim();
            if (word.Length == 0)
            {
                continue;
            }

            if (ImageReference.TryParse(word, out var reference, out var problem))
            {
                images.Add(new ListedImage(reference, null, number));
            }
            else
            {
                mistakes.Add($"{shownAs}:{number}: '{Shortened(word)}' is not an image reference: {problem}");
            }
        }

        if (mistakes.Count > 0)
        {
            throw new UserError(
                $"The list {shownAs} has {(mistakes.Count == 1 ? "a line that names" : $"{mistakes.Count} lines that name")} no image.",
                "A list holds one reference on a line; # begins a comment.",
                FailureKind.Usage
            )
            {
                Details =
                    mistakes.Count <= MostShown ? mistakes : [.. mistakes.Take(MostShown), $"… and {mistakes.Count - MostShown} more"],
            };
        }

        return images.Count > 0
            ? new ListedImages(images, [])
            : throw UserError.Usage($"The list {shownAs} names no image.", "A list holds one reference on a line; # begins a comment.");
    }

    private static string WithoutComment(string line)
    {
        // No reference has such a sign in it.
        var comment = line.IndexOf('#');
        return comment < 0 ? line : line[..comment];
    }

    private static string Shortened(string text) => text.Length <= 80 ? text : text[..80] + "…";
}

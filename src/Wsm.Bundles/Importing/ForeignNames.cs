using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Importing;

/// <summary>The references under which images of other people's archives go into the bundle.</summary>
internal static class ForeignNames
{
    /// <param name="given">The name of the only image, by the person; null where the archives are to say it.</param>
    /// <param name="warn">Told of images that are left out because they have no name.</param>
    /// <exception cref="UserError">An image has no name, or two share one.</exception>
    public static IReadOnlyList<(ImageReference Reference, ForeignImage Image)> Of(
        IReadOnlyList<ForeignImage> images,
        string? given,
        Action<string> warn
    )
    {
        var count = images.Select(image => image.Root).Distinct().Count();
        if (given is not null && count != 1)
        {
            throw UserError.Usage($"'{given}' can be the name of one image, and the archives hold {count}.");
        }

        var named = new Dictionary<ImageReference, ForeignImage>();
        foreach (var image in images)
        {
            if (given is null && (image.Name is null || image.IsTagOnly) && count > 1)
            {
                warn($"an image of '{image.Archive}' is left out, because it has no name there: {image.Name ?? image.Root.ToString()}");
                continue;
            }

            var reference = Of(image, given);
            if (!named.TryAdd(reference, image) && named[reference].Root != image.Root)
            {
                throw UserError.Usage(
                    $"Two images are called {reference.AsWritten}: {named[reference].Root} in '{named[reference].Archive}' "
                        + $"and {image.Root} "
                        + $"in '{image.Archive}'.",
                    "Import them into bundles of their own."
                );
            }
        }

        return named.Count > 0
            ? [.. named.Select(pair => (pair.Key, pair.Value))]
            : throw UserError.Usage("No image in the archives has a name.", RemedyKind.NameImage);
    }

    private static ImageReference Of(ForeignImage image, string? given)
    {
        if (given is not null)
        {
            var reference = Parse(given, "the name");
            var saysTag = given.EndsWith(":" + reference.Tag, StringComparison.Ordinal) || reference.Digest is not null;
            return image is { IsTagOnly: true, Name: { } tag } && !saysTag
                ? Parse($"{given}:{tag}", $"the tag of '{image.Archive}'")
                : reference;
        }

        return image.Name is { } name && !image.IsTagOnly
            ? Parse(name, $"the name of an image in '{image.Archive}'")
            : throw UserError.Usage(
                image.Name is null
                    ? $"The image in '{image.Archive}' has no name there."
                    : $"The image in '{image.Archive}' has only a tag there, {image.Name}.",
                RemedyKind.NameImage
            );
    }

    private static ImageReference Parse(string text, string what) =>
        ImageReference.TryParse(text, out var reference, out var problem)
            ? reference
            : throw UserError.Usage($"{what} '{text}' is not a reference: {problem}", RemedyKind.NameImage);
}

using Wsm.Bundles.Contents;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Importing;

/// <summary>What is taken of an image in somebody else's archive.</summary>
internal static class ForeignChoice
{
    /// <param name="wanted">Null for all that the archive holds.</param>
    /// <exception cref="UserError">It lacks a wanted platform, or holds only some of an index and which are wanted is not said.</exception>
    /// <exception cref="ContentException">A manifest or blob is missing or damaged.</exception>
    public static async Task<ImageContents> ReadAsync(
        ImageReference reference,
        ForeignImage image,
        PlatformChoice? wanted,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var platforms = wanted ?? await WholeAsync(reference, image, cancellationToken);
            var contents = await ImageContents.ResolveAsync(reference, image.Root.ToString(), platforms, image.Content, cancellationToken);
            return contents.Blobs.FirstOrDefault(blob => !image.Content.Has(blob)) is { } missing
                ? throw new ContentException(
                    $"'{image.Archive}' lacks the blob {missing.Digest} ({missing.Size} bytes) of {reference.AsWritten}, or "
                        + "it is cut off there"
                )
                {
                    IsNotFound = true,
                }
                : contents;
        }
        catch (ManifestException error)
        {
            throw new ContentException($"{reference.AsWritten} in '{image.Archive}' cannot be used: {error.Message}", error);
        }
    }

    /// <summary>All where all is there. Engines save an index with the content of the one platform that they have.</summary>
    private static async Task<PlatformChoice> WholeAsync(ImageReference reference, ForeignImage image, CancellationToken cancellationToken)
    {
        var all = new PlatformChoice([]);
        var root = await image.Content.GetManifestAsync(image.Root.ToString(), cancellationToken);
        if (!root.IsIndex)
        {
            return all;
        }

        var whole = new List<Platform>();
        var isAll = true;
        foreach (var child in root.AsIndex().Manifests)
        {
            if (!await IsWholeAsync(child.Digest, image.Content, cancellationToken))
            {
                isAll = false;
            }
            else if (child.Platform is { IsUnknown: false } platform)
            {
                whole.Add(platform);
            }
        }

        return isAll ? all
            : whole is [var only] ? new PlatformChoice([only])
            : throw new UserError(
                $"'{image.Archive}' holds {(whole.Count == 0 ? "none" : $"{string.Join(", ", whole)}, but not all")} of the platforms of "
                    + reference.AsWritten,
                RemedyKind.ChoosePlatform
            );
    }

    private static async Task<bool> IsWholeAsync(Digest digest, ForeignContent content, CancellationToken cancellationToken)
    {
        if (!content.Has(digest))
        {
            return false;
        }

        var manifest = await content.GetManifestAsync(digest.ToString(), cancellationToken);
        return manifest.IsIndex || manifest.AsImage().Blobs.All(content.Has);
    }
}

using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Product.Artifacts;

/// <summary>
/// Writes other names for the images of an artifact's files. The files are edited as text, at these names and nowhere else: comments,
/// order and line ends stay. What was written is read again, and must name what it should.
/// </summary>
public static class ArtifactRewriter
{
    /// <summary>The files with every image renamed; one that is started by default is named in them from now on.</summary>
    /// <exception cref="UserError">A place cannot be rewritten.</exception>
    public static IReadOnlyList<ArtifactFile> Rewrite(ResolvedArtifact artifact, Func<ImageReference, Replacement> rename)
    {
        var named = ArtifactImages.Named(artifact);
        var files = Renamed(artifact, named, rename);
        foreach (var image in named.Where(image => image.File is null))
        {
            // One after the other: what one adds, the next finds there.
            files = DefaultEdit.Add(
                [.. ArtifactImages.Documents(artifact with { Files = files })],
                image.Path,
                Whole(image.Reference, rename(image.Reference))
            );
        }

        Check(artifact with { Files = files }, named, rename);
        return files;
    }

    private static IReadOnlyList<ArtifactFile> Renamed(
        ResolvedArtifact artifact,
        IReadOnlyList<NamedImage> named,
        Func<ImageReference, Replacement> rename
    )
    {
        var edits = artifact.Files.ToDictionary(file => file.Name, file => new TextEdits(file.Text));
        // What an alias names again is written once.
        foreach (
            var image in named.Where(image => image.File is not null).DistinctBy(image => image.Node, ReferenceEqualityComparer.Instance)
        )
        {
            ImageEdit.Add(edits[image.File!], image.Node!, image.Reference, rename(image.Reference));
        }

        return [.. artifact.Files.Select(file => file with { Text = edits[file.Name].Apply() })];
    }

    /// <summary>As the rewritten file names the image.</summary>
    internal static ImageReference Whole(ImageReference was, Replacement replacement) =>
        ImageReference.Create(replacement.Place.Registry, replacement.Place.Repository, was.Tag, replacement.Digest ?? was.Digest);

    private static void Check(ResolvedArtifact written, IReadOnlyList<NamedImage> named, Func<ImageReference, Replacement> rename)
    {
        var now = ArtifactImages.Named(written).ToDictionary(image => (image.Path, image.File ?? ""), image => image);
        foreach (var image in named)
        {
            var wanted = Whole(image.Reference, rename(image.Reference));
            var found = image.File is { } file
                ? now.GetValueOrDefault((image.Path, file))
                : now.Values.FirstOrDefault(other => other.Path == image.Path && other.File is not null);
            if (found is null || found.Reference.Name != wanted.Name || found.Reference.TagOrDigest != wanted.TagOrDigest)
            {
                throw new UserError(
                    $"{image.File ?? "The artifact"} of {written.Reference.AsWritten} could not be rewritten: at {image.Path} it "
                        + $"{(image.Line is { } line ? $"(line {line}) " : "")}would name "
                        + $"{found?.Reference.Canonical ?? "nothing"} instead of "
                        + $"{wanted.Canonical}.",
                    "Nothing was sent. A mirror configuration of the nodes covers it meanwhile (--mirror-config)."
                );
            }
        }
    }
}

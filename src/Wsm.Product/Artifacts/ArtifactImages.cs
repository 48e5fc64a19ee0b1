using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Catalogs.Yaml;
using Wsm.Product.Failures;

namespace Wsm.Product.Artifacts;

/// <summary>What an artifact names.</summary>
internal static class ArtifactImages
{
    /// <summary>
    /// The artifact itself, which travels as an image does; the images at the paths of its rules; what the product starts where no file
    /// names an image.
    /// </summary>
    /// <exception cref="UserError">A file cannot be read, or names something that is no image.</exception>
    public static IReadOnlyList<ResolvedImage> Needed(ResolvedArtifact artifact, string component) =>
        [
            new ResolvedImage(
                artifact.Reference,
                [
                    new ImageOrigin
                    {
                        Kind = OriginKind.Catalog,
                        Component = component,
                        Reason = "the list of the images that follow; it is read inside, and nothing runs it",
                    },
                ]
            ),
            .. Named(artifact).Select(image => new ResolvedImage(image.Reference, [OriginOf(image, component, OriginKind.Artifact)])),
        ];

    /// <summary>What looks as images do in it, at places that no rule knows.</summary>
    public static IReadOnlyList<ResolvedImage> Candidates(ResolvedArtifact artifact, string component)
    {
        var named = Named(artifact);
        return
        [
            .. Documents(artifact)
                .SelectMany(document =>
                    document.Elsewhere(named.Where(image => image.File == document.File.Name).Select(image => image.Path).ToHashSet())
                )
                .Where(image => !named.Any(known => known.Reference.Equals(image.Reference)))
                .Select(image => new ResolvedImage(image.Reference, [OriginOf(image, component, OriginKind.Candidate)])),
        ];
    }

    internal static IReadOnlyList<NamedImage> Named(ResolvedArtifact artifact)
    {
        var paths = artifact.Rules.Images.Select(path => new ImagePath(path)).ToList();
        var named = Documents(artifact).SelectMany(document => document.Images(paths)).ToList();
        return
        [
            .. named,
            .. artifact
                .Rules.Defaults.Where(entry => !named.Exists(image => image.Path == entry.Key))
                .Select(entry => new NamedImage(null, entry.Key, ImageReference.Parse(entry.Value), null)),
        ];
    }

    /// <summary>The text at a path of the first file that has one there.</summary>
    /// <exception cref="UserError">A file cannot be read.</exception>
    public static string? TextAt(ResolvedArtifact artifact, string path) =>
        Documents(artifact)
            .SelectMany(document => new ImagePath(path).In(document.Root))
            .Select(place => (place.Node as ScalarNode)?.Text)
            .FirstOrDefault();

    internal static IEnumerable<ArtifactDocument> Documents(ResolvedArtifact artifact) =>
        artifact.Files.Select(file => ArtifactDocument.Read(file, artifact.Reference.AsWritten));

    private static ImageOrigin OriginOf(NamedImage image, string component, OriginKind kind) =>
        new()
        {
            Kind = kind,
            Component = component,
            Template = image.File,
            Line = image.Line,
            Document = image.Path,
            Reason = image.File is null ? "started by default, for the artifact names no other there" : null,
        };
}

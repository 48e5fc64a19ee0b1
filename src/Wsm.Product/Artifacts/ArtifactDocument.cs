using Wsm.Oci.References;
using Wsm.Product.Catalogs.Yaml;
using Wsm.Product.Failures;

namespace Wsm.Product.Artifacts;

/// <summary>One file of an artifact, read with the places of everything in it.</summary>
internal sealed class ArtifactDocument
{
    private ArtifactDocument(ArtifactFile file, YamlNode root)
    {
        File = file;
        Root = root;
    }

    public ArtifactFile File { get; }

    public YamlNode Root { get; }

    /// <param name="artifact">The artifact's name, for messages.</param>
    /// <exception cref="UserError">The file is no YAML that can be relied on.</exception>
    public static ArtifactDocument Read(ArtifactFile file, string artifact)
    {
        var mistakes = new CatalogErrors();
        var root = NodeReader.Read(file.Text, mistakes);
        if (root is null || mistakes.Any)
        {
            throw mistakes.ToError($"{file.Name} of {artifact}", "file");
        }

        var document = new ArtifactDocument(file, root);
        return document.Nodes().FirstOrDefault(place => Merges(place.Node)) is { Node: { } merging }
            ? throw new UserError(
                $"{file.Name} of {artifact} cannot be relied on: in line {merging.Place.Line} a mapping takes over another "
                    + "with '<<', which "
                    + "could hide an image.",
                "Whoever publishes the artifact has to write the mapping out."
            )
            : document;
    }

    /// <summary>The images at the paths that are known to name some.</summary>
    /// <exception cref="UserError">A text there is no reference.</exception>
    public IEnumerable<NamedImage> Images(IReadOnlyList<ImagePath> paths) =>
        paths
            .SelectMany(path => path.In(Root))
            .DistinctBy(place => place.Path)
            .Select(place => ImageAt(place.Path, place.Node))
            .OfType<NamedImage>();

    /// <summary>Mappings at any other place that look as images do there.</summary>
    public IEnumerable<NamedImage> Elsewhere(IReadOnlySet<string> known) =>
        Nodes()
            .Where(place => !known.Contains(place.Path))
            .Select(place =>
                ImageParts.Of(place.Node) is { } parts && (parts.Tag ?? parts.Digest ?? parts.Registry) is not null
                    ? ImageReference.TryParse(parts.Text(), out var reference)
                        ? new NamedImage(File.Name, place.Path, reference, place.Node)
                        : null
                    : null
            )
            .OfType<NamedImage>();

    private static bool Merges(YamlNode node) => node is MapNode map && map.Entries.Any(entry => entry.Key.Text == "<<");

    /// <summary>Every node but the root, each once.</summary>
    private IEnumerable<(string Path, YamlNode Node)> Nodes() =>
        Everywhere("", Root, new HashSet<YamlNode>(ReferenceEqualityComparer.Instance));

    private NamedImage? ImageAt(string path, YamlNode node)
    {
        var text = node switch
        {
            ScalarNode { IsNull: true } => null,
            ScalarNode scalar => scalar.Text,
            _ => ImageParts.Of(node)?.Text(),
        };
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        return ImageReference.TryParse(text, out var reference, out var problem)
            ? new NamedImage(File.Name, path, reference, node)
            : throw new UserError(
                $"{File.Name}, line {node.Place.Line}, names '{text}' at {path}, which is not an image reference: {problem}",
                "Whoever publishes the artifact has to mend it."
            );
    }

    /// <param name="seen">An alias leads to what was looked at before; each node is looked at once.</param>
    private static IEnumerable<(string Path, YamlNode Node)> Everywhere(string path, YamlNode node, HashSet<YamlNode> seen) =>
        ImagePath
            .Children(path, node)
            .Where(child => seen.Add(child.Node))
            .SelectMany(child => Everywhere(child.Path, child.Node, seen).Prepend((child.Path, child.Node)));
}

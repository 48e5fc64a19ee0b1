using Wsm.Product.Catalogs.Yaml;

namespace Wsm.Product.Artifacts;

/// <summary>
/// The parts of an image where a file keeps them apart: <c>{registry, repository, tag, digest}</c>. The repository may hold the registry,
/// the tag and the digest too.
/// </summary>
internal sealed class ImageParts
{
    private ImageParts(MapNode map) => Map = map;

    public MapNode Map { get; }

    public ScalarNode? Registry => Part("registry");

    public ScalarNode? Repository => Part("repository");

    public ScalarNode? Tag => Part("tag");

    public ScalarNode? Digest => Part("digest");

    /// <summary>Where a digest stands or could stand: files that a program wrote have the key with nothing in it.</summary>
    public ScalarNode? DigestPlace => Find("digest");

    /// <summary>Null where the mapping names no image.</summary>
    public static ImageParts? Of(YamlNode node) =>
        node is MapNode map && new ImageParts(map) is { Repository: not null } parts ? parts : null;

    /// <summary>The whole as one text; what is pinned by its digest needs no tag.</summary>
    public string Text()
    {
        var name = Registry is { } registry ? $"{registry.Text.TrimEnd('/')}/{Repository!.Text}" : Repository!.Text;
        return Digest is { } digest ? $"{name}@{digest.Text}"
            : Tag is { } tag ? $"{name}:{tag.Text}"
            : name;
    }

    private ScalarNode? Part(string key) => Find(key) is { IsNull: false, Text.Length: > 0 } scalar ? scalar : null;

    private ScalarNode? Find(string key) => Map.Entries.FirstOrDefault(entry => entry.Key.Text == key).Value as ScalarNode;
}

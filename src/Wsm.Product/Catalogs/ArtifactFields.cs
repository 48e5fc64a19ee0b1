using Wsm.Helm.Versions;
using Wsm.Oci.References;
using Wsm.Product.Catalogs.Yaml;

namespace Wsm.Product.Catalogs;

/// <summary>Reads what a catalog says of an artifact, and of images that stand outside containers.</summary>
internal sealed class ArtifactFields(CatalogErrors mistakes)
{
    public ArtifactRequest? Read(YamlNode node) => Fields.Read(node, "an artifact", mistakes, Read);

    public IReadOnlyList<ExpectedImage> ReadExpected(IReadOnlyList<YamlNode> nodes) =>
        [
            .. nodes
                .Select(node =>
                    Fields.Read(node, "a candidate", mistakes, fields =>
                        fields.RequiredText("match") is { } match && fields.RequiredText("reason") is { } reason
                            ? new ExpectedImage(match, reason)
                            : null
                    )
                )
                .OfType<ExpectedImage>(),
        ];

    private ArtifactRequest? Read(Fields fields)
    {
        var repository = fields.RequiredText("repository");
        var version = fields.Text("version") ?? "*";
        var digest = fields.Text("digest");
        var pinned = Digest.TryParse(digest, out var parsed) ? parsed : null;
        if (digest is not null && pinned is null)
        {
            mistakes.Add(fields.PlaceOf("digest"), $"'{digest}' is not a digest: sha256: and 64 lower-case hexadecimal digits");
        }

        if (repository is not null && !ComponentReader.IsRepository(repository))
        {
            mistakes.Add(fields.PlaceOf("repository"), $"'{repository}' is not a repository (a reference without tag and digest)");
        }

        if (!VersionConstraint.TryParse(version, out _) && !ImageReference.TryParse($"example.com/a:{version}", out _))
        {
            mistakes.Add(fields.PlaceOf("version"), $"'{version}' is neither a tag nor a range of versions");
        }

        var images = fields.List("images").Select(ReadPath).OfType<string>().ToList();
        if (images.Count == 0)
        {
            mistakes.Add(fields.Place, "an artifact needs 'images': the paths at which its files name images");
        }

        return repository is null
            ? null
            : new ArtifactRequest(repository, version, pinned, new ArtifactRules(images, ReadDefaults(fields), ReadReader(fields)));
    }

    private ReadingComponent? ReadReader(Fields fields) =>
        fields.Take("reader") is { } node
            ? Fields.Read(node, "a reader", mistakes, reader =>
                reader.RequiredText("component") is { } component
                    ? new ReadingComponent(component, reader.Text("requires"), reader.Text("volumes"), reader.Text("volumeMounts"))
                    : null
            )
            : null;

    private string? ReadPath(YamlNode node)
    {
        if (node is ScalarNode { Text: var path } && path.Length > 0 && path.Split('.').All(step => step.Length > 0))
        {
            return path;
        }

        mistakes.Add(node.Place, "a path is written as in applications.*.image, with * for any key and any item");
        return null;
    }

    private Dictionary<string, string> ReadDefaults(Fields fields)
    {
        var defaults = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, value) in fields.Map("defaults")?.Entries ?? [])
        {
            if (value is ScalarNode scalar && ImageReference.TryParse(scalar.Text, out _))
            {
                defaults[path.Text] = scalar.Text;
            }
            else
            {
                mistakes.Add(value.Place, $"what stands at '{path.Text}' is not an image reference");
            }
        }

        return defaults;
    }
}

using Wsm.Oci.References;
using Wsm.Product.Catalogs.Yaml;
using Wsm.Product.Failures;

namespace Wsm.Product.Catalogs;

/// <summary>Reads a catalog strictly: every mistake is reported with its place, all of them together.</summary>
public sealed class CatalogReader
{
    private const int LargestFile = 4 * 1024 * 1024;

    private readonly CatalogErrors _mistakes = new();
    private readonly string _folder;

    private CatalogReader(string folder) => _folder = folder;

    /// <param name="path">An absolute path.</param>
    /// <param name="shownAs">The path as the person wrote it.</param>
    /// <exception cref="UserError">The file cannot be read, or has mistakes.</exception>
    public static Catalog ReadFile(string path, string shownAs)
    {
        if (Directory.Exists(path))
        {
            throw UserError.Usage(
                $"{shownAs} is a folder, and a catalog is a file.",
                File.Exists(Path.Combine(path, "Chart.yaml")) ? $"A chart is named with --chart {shownAs}." : "Name the file in it."
            );
        }

        if (!File.Exists(path))
        {
            throw UserError.Usage(
                $"There is no catalog {shownAs}.",
                $"Give the path of a catalog file, or the name of one that is built in: {string.Join(", ", BuiltInCatalog.Names)}."
            );
        }

        if (new FileInfo(path).Length > LargestFile)
        {
            throw UserError.Usage($"The catalog {shownAs} is larger than {LargestFile / 1024 / 1024} MiB.");
        }

        return Read(File.ReadAllText(path), shownAs, Path.GetDirectoryName(path)!);
    }

    /// <param name="file">The file's name for messages.</param>
    /// <param name="folder">Where relative chart paths start.</param>
    /// <exception cref="UserError">The catalog has mistakes.</exception>
    public static Catalog Read(string text, string file, string folder)
    {
        var reader = new CatalogReader(folder);
        var root = NodeReader.Read(text, reader._mistakes);
        var catalog = root is null ? null : Fields.Read(root, "the catalog", reader._mistakes, reader.ReadCatalog);
        return catalog is not null && !reader._mistakes.Any ? catalog : throw reader._mistakes.ToError(file, "catalog");
    }

    private Catalog? ReadCatalog(Fields fields)
    {
        Expect(fields, "apiVersion", "wsm/v1");
        Expect(fields, "kind", "Catalog");
        var metadata = fields.Take("metadata") is { } node
            ? Fields.Read(node, "metadata", _mistakes, inner => new Metadata(inner.RequiredText("name"), inner.Text("title")))
            : Missing<Metadata>(fields, "metadata");
        var components = new ComponentReader(_folder, _mistakes).ReadAll(fields.List("components"));
        var images = new ImageListReader(_mistakes).Read(fields, "images");
        var exclude = fields.List("exclude").Select(ReadExclusion).OfType<ExcludeRule>().ToList();
        var imageFields = new ImageFieldReader(_mistakes).ReadRows(fields.List("imageFields"));
        if (components.Count == 0 && images.Count == 0 && !_mistakes.Any)
        {
            _mistakes.Add(fields.Place, "the catalog names neither components nor images");
        }

        if (metadata?.Name is not { } name)
        {
            return null;
        }

        var title = metadata.Title ?? name;
        return new Catalog
        {
            Name = name,
            Title = title,
            Exclude = exclude,
            ImageFields = imageFields,
            Components = images.Count == 0 ? components : [.. components, Further(images, components)],
        };
    }

    private ExcludeRule? ReadExclusion(YamlNode node) =>
        node is ScalarNode { IsNull: false, Text.Length: > 0 } pattern
            ? new ExcludeRule(pattern.Text, null)
            : Fields.Read(node, "an exclusion", _mistakes, inner =>
            {
                var text = inner.RequiredText("pattern");
                var reason = inner.Text("reason");
                return text is null ? null : new ExcludeRule(text, reason);
            });

    /// <summary>Images of the product as a whole are a component of their own.</summary>
    private static CatalogComponent Further(IReadOnlyList<CatalogImage> images, List<CatalogComponent> components) =>
        new()
        {
            Name = components.Count == 0 ? "images" : "further",
            Title = components.Count == 0 ? "Product" : "Further",
            Images = images,
        };

    private void Expect(Fields fields, string key, string value)
    {
        if (fields.RequiredText(key) is { } written && written != value)
        {
            _mistakes.Add(fields.PlaceOf(key), $"'{key}' must be {value}, not '{written}'");
        }
    }

    private T? Missing<T>(Fields fields, string key)
        where T : class
    {
        _mistakes.Add(fields.Place, $"{fields.What} needs '{key}'");
        return null;
    }

    private sealed record Metadata(string? Name, string? Title);
}

/// <summary>Reads a list of images: a reference, or a mapping with a reference and a reason.</summary>
internal sealed class ImageListReader(CatalogErrors mistakes)
{
    public IReadOnlyList<CatalogImage> Read(Fields fields, string key)
    {
        var images = new List<CatalogImage>();
        var places = new Dictionary<ImageReference, Place>();
        foreach (var item in fields.List(key))
        {
            if (ReadOne(item) is not { } image)
            {
                continue;
            }

            if (places.TryAdd(image.Reference, item.Place))
            {
                images.Add(image);
            }
            else
            {
                mistakes.Add(
                    item.Place,
                    $"{image.Reference.AsWritten} is listed twice; the first is in line {places[image.Reference].Line}"
                );
            }
        }

        return images;
    }

    private CatalogImage? ReadOne(YamlNode node) =>
        node switch
        {
            ScalarNode scalar => Parse(scalar.Text, scalar.Place) is { } reference ? new CatalogImage(reference, null) : null,
            MapNode => Fields.Read(node, "an image", mistakes, inner =>
            {
                var reference = inner.RequiredText("reference") is { } text ? Parse(text, inner.PlaceOf("reference")) : null;
                var reason = inner.Text("reason");
                return reference is null ? null : new CatalogImage(reference, reason);
            }),
            _ => Wrong(node),
        };

    private CatalogImage? Wrong(YamlNode node)
    {
        mistakes.Add(node.Place, $"an image must be a reference or a mapping with 'reference', not {node.Kind}");
        return null;
    }

    private ImageReference? Parse(string text, Place place)
    {
        if (ImageReference.TryParse(text, out var reference, out var problem))
        {
            return reference;
        }

        mistakes.Add(place, $"'{text}' is not an image reference: {problem}");
        return null;
    }
}

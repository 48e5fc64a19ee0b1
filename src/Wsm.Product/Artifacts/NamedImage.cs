using Wsm.Oci.References;
using Wsm.Product.Catalogs.Yaml;

namespace Wsm.Product.Artifacts;

/// <summary>An image where a file of an artifact names it.</summary>
/// <param name="File">The file's name; null for an image that no file names, and that the product starts by default.</param>
/// <param name="Path">The place in full: <c>applications.api.image</c>.</param>
/// <param name="Node">A reference as one text, or a mapping of its parts.</param>
internal sealed record NamedImage(string? File, string Path, ImageReference Reference, YamlNode? Node)
{
    public int? Line => Node is null ? null : (int)Node.Place.Line;
}

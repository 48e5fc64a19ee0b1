using Wsm.Oci.Models;
using Wsm.Oci.Registry;

namespace Wsm.Bundles.Contents;

/// <summary>
/// Layers that registries need not hold: the base layers of Windows, which only their publisher gave out for years. A registry that has
/// one gives it as any other; where it has not, the layer's own addresses may have it.
/// </summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.0/layer.md#non-distributable-layers</remarks>
public static class ForeignLayers
{
    public static bool Is(Descriptor blob) => blob.Urls.Count > 0 || MediaTypes.IsForeignLayer(blob.MediaType);

    /// <summary>The image without the layers that cannot be had.</summary>
    /// <param name="fromElsewhere">Whether a layer may be fetched from the addresses that it names.</param>
    /// <exception cref="Oci.Content.ContentException">The registry cannot be asked.</exception>
    public static async Task<ImageContents> TakeAsync(
        ImageContents image,
        Repository repository,
        bool fromElsewhere,
        CancellationToken cancellationToken
    )
    {
        var lacking = new List<Oci.References.Digest>();
        foreach (var layer in image.Blobs.Where(Is).Where(layer => !fromElsewhere || layer.Urls.Count == 0))
        {
            if (!await repository.HasBlobAsync(layer, cancellationToken))
            {
                lacking.Add(layer.Digest);
            }
        }

        return image.Without(lacking);
    }
}

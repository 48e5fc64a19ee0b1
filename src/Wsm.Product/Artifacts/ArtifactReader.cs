using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;

namespace Wsm.Product.Artifacts;

/// <summary>Reads an artifact from wherever its manifests and layers are.</summary>
public static class ArtifactReader
{
    /// <param name="root">What its tag stands for.</param>
    /// <exception cref="UserError">It holds no YAML file, or breaks a rule.</exception>
    /// <exception cref="ContentException">A part of it is not there.</exception>
    public static async Task<ResolvedArtifact> ReadAsync(
        ImageReference reference,
        RawManifest root,
        ArtifactRules rules,
        IContentSource source,
        CancellationToken cancellationToken
    )
    {
        var name = reference.AsWritten;
        var manifest = root;
        if (root.IsIndex)
        {
            // Whoever reads it inside takes the first one too, whatever its platform.
            var first = root.AsIndex().Manifests is [var child, ..] ? child : throw new UserError($"{name} is an index of nothing.");
            manifest = await source.GetManifestAsync(first.Digest.ToString(), cancellationToken).ConfigureAwait(false);
            if (manifest.IsIndex)
            {
                throw new UserError($"{name} is an index of indexes, not a list of images.");
            }
        }

        var files = new SortedDictionary<string, ArtifactFile>(StringComparer.Ordinal);
        foreach (var layer in manifest.AsImage().Layers)
        {
            if (layer.Size > ArtifactLayer.LargestPacked)
            {
                throw new UserError($"{name} has a layer of {layer.Size} bytes, more than a list of images can have.");
            }

            var stream = await source.OpenBlobAsync(layer, 0, cancellationToken).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                using var whole = new MemoryStream();
                await stream.CopyToAsync(whole, cancellationToken).ConfigureAwait(false);
                whole.Position = 0;
                ArtifactLayer.ReadInto(files, whole, layer.MediaType, name);
            }
        }

        return files.Count > 0
            ? new ResolvedArtifact(reference, root.Digest, [.. files.Values], rules)
            : throw new UserError(
                $"{name} holds no list of images: none of its layers has a .yaml file.",
                "Is it the right repository and tag?"
            );
    }
}

using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Contents;

/// <summary>An image under Docker's media types: the same blobs, named by manifests that were written anew.</summary>
/// <param name="Contents">The image as it is then.</param>
/// <param name="Digests">For each manifest of the published image the digest of what stands for it.</param>
/// <param name="LeftOut">Attestations in the index: they speak of digests that the converted image does not have.</param>
public sealed record DockerContents(
    ImageContents Contents,
    IReadOnlyDictionary<Digest, Digest> Digests,
    IReadOnlyCollection<Digest> LeftOut
)
{
    /// <exception cref="UserError">Docker's format has no form for it; the message says of what, as a whole sentence without its
    /// stop.</exception>
    public static DockerContents Of(ImageContents image)
    {
        var published = image.Manifests.ToDictionary(manifest => manifest.Digest);
        var made = new Dictionary<Digest, RawManifest>();
        var leftOut = new HashSet<Digest>();
        try
        {
            var root = image.Root.IsIndex ? DockerManifests.OfIndex(image.Root, OfChild) : OfImage(image.Root);
            return new DockerContents(
                image.Under([root, .. made.Values.Where(child => child.Digest != root.Digest).DistinctBy(child => child.Digest)]),
                made.Append(new(image.Root.Digest, root))
                    .DistinctBy(pair => pair.Key)
                    .ToDictionary(pair => pair.Key, pair => pair.Value.Digest),
                leftOut
            );
        }
        catch (ManifestException reason)
        {
            throw new UserError($"{image.Reference.AsWritten} cannot be converted to Docker's schema 2: {reason.Message}", cause: reason);
        }

        RawManifest? OfChild(Descriptor child)
        {
            if (DockerManifests.IsStatement(child))
            {
                leftOut.Add(child.Digest);
                return null;
            }

            var manifest = published[child.Digest];
            return manifest.IsIndex
                ? throw new ManifestException("its index holds another index, and a manifest list of Docker's holds images alone")
                : OfImage(manifest);
        }

        RawManifest OfImage(RawManifest manifest) => made[manifest.Digest] = DockerManifests.OfImage(manifest);
    }
}

using System.Text;
using System.Text.Json;
using Wsm.Bundles.Contents;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Bundles.Archives;

/// <summary>The small documents that make a tar both an OCI image layout and an archive for <c>docker load</c>.</summary>
public static class ArchiveDocuments
{
    public const string LayoutName = "oci-layout";
    public const string IndexName = "index.json";
    public const string DockerName = "manifest.json";

    private const string NameAnnotation = "org.opencontainers.image.ref.name";
    private const string ContainerdNameAnnotation = "io.containerd.image.name";

    /// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md</remarks>
    public static byte[] Layout { get; } = Encoding.ASCII.GetBytes("""{"imageLayoutVersion":"1.0.0"}""");

    /// <summary>Where a blob is in any OCI layout.</summary>
    public static string BlobName(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";

    /// <summary>
    /// The layout's index: each image by the name that tools choose it by, and by the full name under which containerd, podman and docker
    /// store it.
    /// </summary>
    /// <param name="fullNames">Whether the choosing name is the whole reference (a layout of many images) or the tag alone (an archive of
    /// one).</param>
    public static byte[] Index(IEnumerable<(ImageReference Reference, Descriptor Root)> images, bool fullNames) =>
        Write(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", MediaTypes.OciIndex);
            json.WriteStartArray("manifests");
            foreach (var (reference, root) in images)
            {
                json.WriteStartObject();
                json.WriteString("mediaType", root.MediaType);
                json.WriteString("digest", root.Digest.ToString());
                json.WriteNumber("size", root.Size);
                json.WriteStartObject("annotations");
                if (reference.Tag is { } tag)
                {
                    json.WriteString(ContainerdNameAnnotation, TaggedName(reference));
                    json.WriteString(NameAnnotation, fullNames ? TaggedName(reference) : tag);
                }
                else if (fullNames)
                {
                    json.WriteString(NameAnnotation, reference.Canonical);
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });

    /// <summary>The index of a layout of all images of a bundle.</summary>
    public static byte[] IndexOf(IEnumerable<BundleImage> images) =>
        Index(
            images.Select(image =>
                (
                    image.Reference,
                    new Descriptor
                    {
                        MediaType = image.Entry.MediaType,
                        Digest = image.Root,
                        Size = image.Entry.Contents[0].Size,
                    }
                )
            ),
            fullNames: true
        );

    /// <summary>
    /// What <c>docker load</c> reads; it knows one platform a name, so of several linux/amd64 is given, or else the first. Null for what is
    /// no image.
    /// </summary>
    /// <remarks>https://github.com/moby/docker-image-spec/blob/main/v1.2.md (combined image JSON + filesystem changeset format)</remarks>
    public static byte[]? DockerManifest(ImageContents image)
    {
        // Docker loads only what is whole.
        if (image.LeftOut.Count > 0 || Loadable(image) is not { } manifest)
        {
            return null;
        }

        return Write(json =>
        {
            json.WriteStartArray();
            json.WriteStartObject();
            json.WriteString("Config", BlobName(manifest.Config.Digest));
            json.WriteStartArray("RepoTags");
            if (image.Reference.Tag is not null)
            {
                json.WriteStringValue(TaggedName(image.Reference));
            }

            json.WriteEndArray();
            json.WriteStartArray("Layers");
            foreach (var layer in manifest.Layers)
            {
                json.WriteStringValue(BlobName(layer.Digest));
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
        });
    }

    private static ImageManifest? Loadable(ImageContents image)
    {
        var byDigest = image.Manifests.ToDictionary(manifest => manifest.Digest);
        var root = image.Root;
        for (var depth = 0; root is { IsIndex: true } && depth < image.Manifests.Count; depth++)
        {
            var index = root.AsIndex();
            var child = index.Find(Platform.LinuxAmd64)
                ?? index.Manifests.FirstOrDefault(candidate => candidate.Platform is not { IsUnknown: true });
            root = child is null ? null : byDigest.GetValueOrDefault(child.Digest);
        }

        var manifest = root is { IsIndex: false } ? root.AsImage() : null;
        return manifest?.Config.MediaType is MediaTypes.OciConfig or MediaTypes.DockerConfig ? manifest : null;
    }

    private static string TaggedName(ImageReference reference) => $"{reference.Name}:{reference.Tag}";

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            write(json);
        }

        return buffer.ToArray();
    }
}

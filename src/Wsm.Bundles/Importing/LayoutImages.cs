using Wsm.Oci.Content;
using Wsm.Oci.Models;

namespace Wsm.Bundles.Importing;

/// <summary>The images of an OCI layout. Its manifests are taken as they are, so digests stay.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md</remarks>
internal static class LayoutImages
{
    public const string IndexName = "index.json";

    private const string NameAnnotation = "org.opencontainers.image.ref.name";
    private const string ContainerdNameAnnotation = "io.containerd.image.name";

    /// <exception cref="ContentException">The index is damaged.</exception>
    public static IReadOnlyList<ForeignImage> Read(ForeignArchive archive)
    {
        var label = $"{IndexName} of '{archive.Label}'";
        var bytes = archive.Entries[IndexName].ReadDocument(label, RawManifest.LargestSize);
        var content = new ForeignContent(archive.Label, digest =>
            archive.Entries.GetValueOrDefault($"blobs/{digest.Algorithm}/{digest.Hex}")
        );
        try
        {
            return
            [
                .. ImageIndex
                    .Parse(bytes)
                    .Manifests.Where(root => MediaTypes.IsManifest(root.MediaType) || MediaTypes.IsIndex(root.MediaType))
                    .Select(root => Of(root, archive.Label, content)),
            ];
        }
        catch (ManifestException error)
        {
            throw new ContentException($"{label} is malformed: {error.Message}", error);
        }
    }

    private static ForeignImage Of(Descriptor root, string archive, ForeignContent content)
    {
        var name = root.Annotations.GetValueOrDefault(ContainerdNameAnnotation) ?? root.Annotations.GetValueOrDefault(NameAnnotation);
        return new ForeignImage
        {
            Archive = archive,
            Name = name,
            // Most tools write the tag alone: the rest is for the reader of the layout to know.
            IsTagOnly = name is not null && !name.AsSpan().ContainsAny('/', ':'),
            Root = root.Digest,
            Content = content,
        };
    }
}

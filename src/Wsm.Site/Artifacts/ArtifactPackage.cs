using System.Formats.Tar;
using System.Text;
using System.Text.Json.Nodes;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Artifacts;
using Wsm.Site.Delivery;
using Wsm.Site.Relocations;

namespace Wsm.Site.Artifacts;

/// <summary>
/// Packs files as the original is packed: an image of one layer, for a platform that is of no concern. The same files give the same bytes,
/// so a second push finds everything there.
/// </summary>
internal static class ArtifactPackage
{
    private const UnixFileMode Readable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    public static ImageToDeliver Of(ResolvedArtifact original, IReadOnlyList<ArtifactFile> files, RelocatedImage relocated)
    {
        var content = new MemoryContent();
        // Not packed any smaller: packers differ from release to release, and the digest must not.
        var layer = content.Add(MediaTypes.OciLayer, Tar(files));
        var config = content.Add(MediaTypes.OciConfig, Bytes(Config(layer.Digest)));
        return new ImageToDeliver
        {
            Relocated = relocated,
            Manifests = [Manifest(original, config, layer).ToRaw()],
            Blobs = [config, layer],
            Content = content,
        };
    }

    private static byte[] Tar(IReadOnlyList<ArtifactFile> files)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var file in files)
            {
                using var text = new MemoryStream(Encoding.UTF8.GetBytes(file.Text));
                tar.WriteEntry(
                    new UstarTarEntry(TarEntryType.RegularFile, file.Name)
                    {
                        DataStream = text,
                        Mode = Readable,
                        ModificationTime = DateTimeOffset.UnixEpoch,
                    }
                );
            }
        }

        return bytes.ToArray();
    }

    private static JsonObject Config(Digest layer) =>
        new()
        {
            ["architecture"] = "amd64",
            ["os"] = "linux",
            ["config"] = new JsonObject(),
            ["rootfs"] = new JsonObject { ["type"] = "layers", ["diff_ids"] = new JsonArray((JsonNode)layer.ToString()) },
        };

    private static ImageManifest Manifest(ResolvedArtifact original, Descriptor config, Descriptor layer) =>
        new()
        {
            Config = config,
            Layers = [layer],
            Annotations = new Dictionary<string, string>
            {
                ["dev.wsm.original.digest"] = original.Digest.ToString(),
                ["dev.wsm.original.name"] = original.Reference.Canonical,
                ["org.opencontainers.image.version"] = original.Reference.Tag!,
            },
        };

    private static byte[] Bytes(JsonObject document) => ManifestText.Of(json => document.WriteTo(json));
}

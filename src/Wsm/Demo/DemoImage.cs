using System.Text.Json.Nodes;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Demo;

/// <summary>A small real image: layers, a configuration, a manifest; with two architectures an index over both.</summary>
internal sealed class DemoImage
{
    private readonly List<RawManifest> _manifests = [];
    private readonly Dictionary<Digest, byte[]> _blobs = [];

    /// <summary>Children first, the root last: the order in which a registry takes them.</summary>
    public IReadOnlyList<RawManifest> Manifests => _manifests;

    public IReadOnlyDictionary<Digest, byte[]> Blobs => _blobs;

    /// <param name="message">What the container prints.</param>
    /// <param name="ballast">Bytes of a layer that only has a size; 0 for none.</param>
    /// <param name="architectures">One, or several for an image of several platforms.</param>
    public static DemoImage Make(string message, int ballast, params IReadOnlyList<string> architectures)
    {
        var image = new DemoImage();
        var children = architectures
            .Select(architecture => (architecture, Manifest: image.AddPlatform(message, ballast, architecture)))
            .ToList();
        if (children.Count == 1)
        {
            return image;
        }

        var manifests = new JsonArray();
        foreach (var (architecture, manifest) in children)
        {
            var entry = Entry(manifest.MediaType, manifest.Digest, manifest.Bytes.Length);
            entry["platform"] = new JsonObject { ["architecture"] = architecture, ["os"] = "linux" };
            manifests.Add((JsonNode)entry);
        }
        image.AddManifest(
            MediaTypes.OciIndex,
            new JsonObject
            {
                ["schemaVersion"] = 2,
                ["mediaType"] = MediaTypes.OciIndex,
                ["manifests"] = manifests,
            }
        );
        return image;
    }

    private RawManifest AddPlatform(string message, int ballast, string architecture)
    {
        // The base is the same for all images of the demo, so that there is something to share.
        var layers = new List<byte[]>
        {
            TarGz.Tar([
                ("etc/os-release", "NAME=\"wsm demo\"\nID=demo\n"u8.ToArray(), false),
                ("usr/share/base", Noise(1, 600_000), false),
            ]),
        };
        if (ballast > 0)
        {
            layers.Add(TarGz.Tar([("usr/share/data", Noise(message.Length, ballast), false)]));
        }

        layers.Add(TarGz.Tar([("hello", TinyProgram.Print(message, architecture), true)]));

        var config = new JsonObject
        {
            ["architecture"] = architecture,
            ["os"] = "linux",
            ["config"] = new JsonObject { ["Entrypoint"] = new JsonArray("/hello") },
            ["rootfs"] = new JsonObject
            {
                ["type"] = "layers",
                ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode)JsonValue.Create(Digest.Of(layer).ToString()))]),
            },
        };
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciManifest,
            ["config"] = AddBlob(MediaTypes.OciConfig, BytesOf(config)),
            ["layers"] = new JsonArray([.. layers.Select(layer => (JsonNode)AddBlob(MediaTypes.OciLayerGzip, TarGz.Compress(layer)))]),
        };
        return AddManifest(MediaTypes.OciManifest, manifest);
    }

    private RawManifest AddManifest(string mediaType, JsonObject document)
    {
        var manifest = RawManifest.Create(BytesOf(document), mediaType);
        _manifests.Add(manifest);
        return manifest;
    }

    private static byte[] BytesOf(JsonObject document) => ManifestText.Of(json => document.WriteTo(json));

    private JsonObject AddBlob(string mediaType, byte[] bytes)
    {
        var digest = Digest.Of(bytes);
        _blobs[digest] = bytes;
        return Entry(mediaType, digest, bytes.Length);
    }

    private static JsonObject Entry(string mediaType, Digest digest, int size) =>
        new()
        {
            ["mediaType"] = mediaType,
            ["digest"] = digest.ToString(),
            ["size"] = size,
        };

    /// <summary>Bytes that do not compress, the same each time.</summary>
    private static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        var state = (ulong)seed * 0x9E3779B97F4A7C15 + 1;
        for (var i = 0; i < length; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes[i] = (byte)state;
        }
        return bytes;
    }
}

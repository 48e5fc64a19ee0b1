using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Wsm.Peers;

/// <summary>Small but real images, made from the static busybox; the same call makes the same bytes.</summary>
public static class TestImages
{
    private const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    private const string OciIndex = "application/vnd.oci.image.index.v1+json";
    private const string OciConfig = "application/vnd.oci.image.config.v1+json";
    private const string GzipLayer = "application/vnd.oci.image.layer.v1.tar+gzip";
    private const string ZstdLayer = "application/vnd.oci.image.layer.v1.tar+zstd";

    /// <summary>Runs <c>cat /message</c>, which prints <paramref name="message"/>.</summary>
    public static ImageContent Busybox(string message = "hello", string architecture = "amd64") =>
        Build(architecture, [BusyboxLayer(), TextLayer("message", message + "\n"), TextLayer("etc/made-by", "tests\n")]);

    public static ImageContent ManyLayers(int count = 60) =>
        Build(
            "amd64",
            [
                BusyboxLayer(),
                .. Enumerable.Range(1, count - 1).Select(i => TextLayer(i == count - 1 ? "message" : $"layers/{i}", $"layer {i}\n")),
            ]
        );

    /// <summary>An image whose configuration is over 4 MiB, the limit that some tools set.</summary>
    public static ImageContent LargeConfig() => Build("amd64", [BusyboxLayer(), TextLayer("message", "large\n")], configPadding: 5 << 20);

    /// <summary>An image with one layer that zstd compressed.</summary>
    public static ImageContent Zstd() => Build("amd64", [BusyboxLayer(), TextLayer("message", "zstd\n") with { MediaType = ZstdLayer }]);

    /// <summary>An image that holds text files and nothing that runs; the first stand in the lowest layer.</summary>
    public static ImageContent OfFiles(params IReadOnlyList<(string Name, string Text)> files) =>
        Build("amd64", [.. files.Select(file => TextLayer(file.Name, file.Text))]);

    /// <summary>An index of linux/amd64, linux/arm64 and an attestation of unknown platform. All but the first are never run.</summary>
    public static ImageContent MultiPlatform(string message = "many")
    {
        var amd64 = Busybox(message);
        var arm64 = Busybox(message + " on arm", "arm64");
        var attestation = Artifact("attestation of " + message);
        return Index([
            (amd64, new JsonObject { ["os"] = "linux", ["architecture"] = "amd64" }),
            (
                arm64,
                new JsonObject
                {
                    ["os"] = "linux",
                    ["architecture"] = "arm64",
                    ["variant"] = "v8",
                }
            ),
            (attestation, new JsonObject { ["os"] = "unknown", ["architecture"] = "unknown" }),
        ]);
    }

    /// <summary>Something that is no image; with a subject, something said about an image.</summary>
    public static ImageContent Artifact(string text = "data", ImageContent? subject = null)
    {
        var config = "{}"u8.ToArray();
        var layer = Encoding.UTF8.GetBytes(text);
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = OciManifest,
            ["artifactType"] = "application/vnd.example.note",
            ["config"] = Descriptor("application/vnd.oci.empty.v1+json", config),
            ["layers"] = new JsonArray(Descriptor("text/plain", layer)),
        };
        if (subject is not null)
        {
            manifest["subject"] = Descriptor(subject.MediaType, subject.Root);
        }

        return new ImageContent(OciManifest, Bytes(manifest), new Dictionary<string, (string, byte[])>(), ByDigest([config, layer]));
    }

    /// <summary>An image with layers of random bytes of these sizes; for moving, not for running.</summary>
    public static ImageContent Random(int seed, params int[] layerSizes)
    {
        var random = new Random(seed);
        var layers = layerSizes
            .Select(size =>
            {
                var bytes = new byte[size];
                random.NextBytes(bytes);
                return bytes;
            })
            .ToList();
        return FromLayers(layers);
    }

    /// <summary>An image of layers that are given as they are.</summary>
    public static ImageContent FromLayers(IReadOnlyList<byte[]> layers)
    {
        var config = Bytes(
            new JsonObject
            {
                ["architecture"] = "amd64",
                ["os"] = "linux",
                ["rootfs"] = new JsonObject
                {
                    ["type"] = "layers",
                    ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode)ImageContent.DigestOf(layer))]),
                },
            }
        );
        return Assemble(config, [.. layers.Select(layer => (GzipLayer, layer))]);
    }

    private sealed record Layer(string MediaType, byte[] Tar);

    private static ImageContent Build(string architecture, IReadOnlyList<Layer> layers, int configPadding = 0)
    {
        var config = new JsonObject
        {
            ["architecture"] = architecture,
            ["os"] = "linux",
            ["config"] = new JsonObject
            {
                ["Cmd"] = new JsonArray("/bin/busybox", "cat", "/message"),
                ["Labels"] = new JsonObject { ["padding"] = new string('x', configPadding) },
            },
            ["rootfs"] = new JsonObject
            {
                ["type"] = "layers",
                ["diff_ids"] = new JsonArray([.. layers.Select(layer => (JsonNode)ImageContent.DigestOf(layer.Tar))]),
            },
        };
        return Assemble(
            Bytes(config),
            [.. layers.Select(layer => (layer.MediaType, layer.MediaType == ZstdLayer ? CompressZstd(layer.Tar) : CompressGzip(layer.Tar)))]
        );
    }

    private static ImageContent Assemble(byte[] config, IReadOnlyList<(string MediaType, byte[] Bytes)> layers)
    {
        var manifest = new JsonObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = OciManifest,
            ["config"] = Descriptor(OciConfig, config),
            ["layers"] = new JsonArray([.. layers.Select(layer => (JsonNode)Descriptor(layer.MediaType, layer.Bytes))]),
        };
        return new ImageContent(
            OciManifest,
            Bytes(manifest),
            new Dictionary<string, (string, byte[])>(),
            ByDigest([config, .. layers.Select(layer => layer.Bytes)])
        );
    }

    /// <summary>
    /// An index of any children, indexes too, with what it says of their platforms: <c>os/arch[:osversion]</c>, or nothing.
    /// </summary>
    public static ImageContent IndexOf(params (ImageContent Image, string? Platform)[] children) =>
        Index([.. children.Select(child => (child.Image, child.Platform is { } platform ? PlatformOf(platform.Split('/', ':')) : null))]);

    private static JsonObject PlatformOf(string[] words)
    {
        var platform = new JsonObject { ["os"] = words[0], ["architecture"] = words[1] };
        if (words.Length > 2)
        {
            platform["os.version"] = words[2];
        }

        return platform;
    }

    private static ImageContent Index(IReadOnlyList<(ImageContent Image, JsonObject? Platform)> children)
    {
        var manifests = new JsonArray();
        foreach (var (image, platform) in children)
        {
            var descriptor = Descriptor(image.MediaType, image.Root);
            if (platform is not null)
            {
                descriptor["platform"] = platform;
            }

            manifests.Add((JsonNode)descriptor);
        }

        var index = Bytes(
            new JsonObject
            {
                ["schemaVersion"] = 2,
                ["mediaType"] = OciIndex,
                ["manifests"] = manifests,
            }
        );
        return new ImageContent(
            OciIndex,
            index,
            // The deepest first: registries want children before their parents.
            children
                .SelectMany(child => child.Image.Children.Append(new(child.Image.Digest, (child.Image.MediaType, child.Image.Root))))
                .DistinctBy(child => child.Key)
                .ToDictionary(),
            children.SelectMany(child => child.Image.Blobs).DistinctBy(blob => blob.Key).ToDictionary()
        );
    }

    private static Layer BusyboxLayer() => new(GzipLayer, Tar("bin/busybox", File.ReadAllBytes("/bin/busybox"), executable: true));

    private static Layer TextLayer(string name, string text) => new(GzipLayer, Tar(name, Encoding.UTF8.GetBytes(text), executable: false));

    private static byte[] Tar(string name, byte[] content, bool executable)
    {
        using var buffer = new MemoryStream();
        using (var tar = new TarWriter(buffer, TarEntryFormat.Ustar, leaveOpen: true))
        {
            if (Path.GetDirectoryName(name) is { Length: > 0 } folder)
            {
                tar.WriteEntry(
                    new UstarTarEntry(TarEntryType.Directory, folder + "/")
                    {
                        ModificationTime = DateTimeOffset.UnixEpoch,
                        Mode = (UnixFileMode)0b111_101_101,
                    }
                );
            }

            tar.WriteEntry(
                new UstarTarEntry(TarEntryType.RegularFile, name)
                {
                    ModificationTime = DateTimeOffset.UnixEpoch,
                    Mode = (UnixFileMode)(executable ? 0b111_101_101 : 0b110_100_100),
                    DataStream = new MemoryStream(content),
                }
            );
        }

        return buffer.ToArray();
    }

    private static byte[] CompressGzip(byte[] content)
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.Fastest))
        {
            gzip.Write(content);
        }

        return buffer.ToArray();
    }

    private static byte[] CompressZstd(byte[] content)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("layer", content);
        using var zstd = Process.Start(Tool.Find("zstd"), ["-q", path]);
        zstd.WaitForExit();
        return File.ReadAllBytes(path + ".zst");
    }

    private static JsonObject Descriptor(string mediaType, byte[] content) =>
        new()
        {
            ["mediaType"] = mediaType,
            ["digest"] = ImageContent.DigestOf(content),
            ["size"] = content.Length,
        };

    private static Dictionary<string, byte[]> ByDigest(IEnumerable<byte[]> blobs) =>
        blobs.DistinctBy(ImageContent.DigestOf).ToDictionary(ImageContent.DigestOf);

    private static byte[] Bytes(JsonNode json) =>
        Encoding.UTF8.GetBytes(json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
}

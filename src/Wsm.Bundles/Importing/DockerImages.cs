using System.IO.Compression;
using System.Text.Json;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Bundles.Importing;

/// <summary>
/// The images of an archive that <c>docker save</c> made before version 25, or another tool in its form: configurations and layers, but no
/// manifest. One is made, the same for the same archive; the layers stay as they are, and are held to the digests that the configuration
/// names.
/// </summary>
/// <remarks>https://github.com/moby/docker-image-spec/blob/main/v1.2.md</remarks>
internal static class DockerImages
{
    public const string ManifestName = "manifest.json";

    private const int LargestManifest = 16 << 20;
    private const int LargestConfig = 64 << 20;
    private const int BufferLength = 256 * 1024;

    /// <exception cref="ContentException">It is damaged, cut off, or names what is not in it.</exception>
    public static IReadOnlyList<ForeignImage> Read(ForeignArchive archive, CancellationToken cancellationToken)
    {
        var entries = new Dictionary<Digest, ForeignEntry>();
        var content = new ForeignContent(archive.Label, entries.GetValueOrDefault);
        var layers = new Dictionary<ForeignEntry, (Descriptor Blob, Digest Diff)>();
        var images = new List<ForeignImage>();
        foreach (var saved in Manifest(archive))
        {
            var configBytes = Entry(archive, saved.Config).ReadDocument($"{saved.Config} of '{archive.Label}'", LargestConfig);
            var config = Descriptor.Of(MediaTypes.OciConfig, configBytes);
            RequireNamed(saved.Config, config.Digest, archive.Label);
            entries[config.Digest] = Entry(archive, saved.Config);
            var diffs = DiffIds(configBytes, $"{saved.Config} of '{archive.Label}'");
            if (diffs.Count != saved.Layers.Count)
            {
                throw new ContentException(
                    $"an image of '{archive.Label}' has {saved.Layers.Count} layers, and {diffs.Count} by its configuration {saved.Config}"
                );
            }

            var blobs = new List<Descriptor>();
            foreach (var (name, diff) in saved.Layers.Zip(diffs))
            {
                var entry = Entry(archive, name);
                if (!layers.TryGetValue(entry, out var layer))
                {
                    layers[entry] = layer = Measure(entry, $"{name} of '{archive.Label}'", cancellationToken);
                }

                if (layer.Diff != diff)
                {
                    throw new IntegrityException(
                        $"the layer {name} of '{archive.Label}' is damaged: its configuration says {diff}, its bytes are {layer.Diff}"
                    );
                }

                entries[layer.Blob.Digest] = entry;
                blobs.Add(layer.Blob);
            }

            var manifest = new ImageManifest { Config = config, Layers = blobs }.ToRaw();
            content.Add(manifest);
            images.AddRange(saved.Tags.Select(tag => Image(tag)).DefaultIfEmpty(Image(null)));

            ForeignImage Image(string? name) =>
                new()
                {
                    Archive = archive.Label,
                    Name = name,
                    Root = manifest.Digest,
                    IsMadeAnew = true,
                    Content = content,
                };
        }

        return images;
    }

    private static ForeignEntry Entry(ForeignArchive archive, string name) =>
        archive.Entries.GetValueOrDefault(name)
        ?? throw new ContentException($"'{archive.Label}' lacks {name}, which its {ManifestName} names") { IsNotFound = true };

    /// <summary>docker names a configuration by its digest; then that must be it.</summary>
    private static void RequireNamed(string file, Digest digest, string archive)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        if (name.Length == digest.Hex.Length && name.All(char.IsAsciiHexDigitLower) && name != digest.Hex)
        {
            throw new IntegrityException($"the configuration {file} of '{archive}' is damaged: its bytes are {digest}");
        }
    }

    private static IReadOnlyList<SavedImage> Manifest(ForeignArchive archive)
    {
        var label = $"{ManifestName} of '{archive.Label}'";
        try
        {
            using var document = JsonDocument.Parse(archive.Entries[ManifestName].ReadDocument(label, LargestManifest));
            return
            [
                .. document
                    .RootElement.EnumerateArray()
                    .Select(image => new SavedImage(Text(image.GetProperty("Config")), Texts(image, "RepoTags"), Texts(image, "Layers"))),
            ];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new ContentException($"{label} is malformed: {error.Message}", error);
        }

        static string Text(JsonElement value) => value.GetString() ?? throw new InvalidOperationException("it has a null for a text");

        static IReadOnlyList<string> Texts(JsonElement image, string name) =>
            image.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
                ? [.. list.EnumerateArray().Select(Text)]
                : [];
    }

    private static IReadOnlyList<Digest> DiffIds(byte[] config, string label)
    {
        try
        {
            using var document = JsonDocument.Parse(config);
            return
            [
                .. document
                    .RootElement.GetProperty("rootfs")
                    .GetProperty("diff_ids")
                    .EnumerateArray()
                    .Select(digest => Digest.Parse(digest.GetString()!)),
            ];
        }
        catch (Exception error)
            when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentNullException)
        {
            throw new ContentException($"{label} is malformed: {error.Message}", error);
        }
    }

    /// <summary>The digest of a layer's bytes, and of what they are unpacked.</summary>
    private static (Descriptor Blob, Digest Diff) Measure(ForeignEntry entry, string label, CancellationToken cancellationToken)
    {
        var digest = Hash(entry.OpenAt(0), label, cancellationToken);
        using var content = entry.OpenAt(0);
        Span<byte> head = stackalloc byte[Decompressor.HeadLength];
        var codec = Decompressor.CodecOf(head[..content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]);
        var blob = new Descriptor
        {
            MediaType = codec == Codec.Gzip ? MediaTypes.OciLayerGzip : MediaTypes.OciLayer,
            Digest = digest,
            Size = entry.Size,
        };
        return codec == Codec.Gzip
            ? (blob, Hash(new GZipStream(entry.OpenAt(0), CompressionMode.Decompress), label, cancellationToken))
            : (blob, digest);
    }

    private static Digest Hash(Stream content, string label, CancellationToken cancellationToken)
    {
        using (content)
        using (var hasher = new BlobHasher())
        {
            var buffer = new byte[BufferLength];
            try
            {
                while (content.Read(buffer, 0, buffer.Length) is > 0 and var read)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    hasher.Append(buffer.AsSpan(0, read));
                }
            }
            catch (InvalidDataException error)
            {
                throw new ContentException($"the layer {label} is damaged: {error.Message}", error);
            }

            return hasher.Finish();
        }
    }

    private sealed record SavedImage(string Config, IReadOnlyList<string> Tags, IReadOnlyList<string> Layers);
}

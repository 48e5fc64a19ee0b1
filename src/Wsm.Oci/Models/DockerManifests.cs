using System.Text.Json;
using Wsm.Oci.References;

namespace Wsm.Oci.Models;

/// <summary>
/// The same image under Docker's media types, for registries that know no others: configuration and layers stay what they are, byte for
/// byte; manifests are written anew, so they have other digests, and annotations are lost. The bytes are those that skopeo writes.
/// </summary>
/// <remarks>https://distribution.github.io/distribution/spec/manifest-v2-2/</remarks>
public static class DockerManifests
{
    /// <summary>On a child of an index that says something about another child; BuildKit's word.</summary>
    private const string ReferenceType = "vnd.docker.reference.type";

    /// <summary>Whether a child of an index is no image, but something that was said of one by its digest.</summary>
    public static bool IsStatement(Descriptor child) =>
        child.Platform?.IsUnknown == true || child.Annotations.ContainsKey(ReferenceType) || child.ArtifactType is not null;

    /// <summary>The manifest of one image; one that is Docker's already stays as it is.</summary>
    /// <exception cref="ManifestException">It is no image, or has layers that Docker's format does not know.</exception>
    public static RawManifest OfImage(RawManifest manifest)
    {
        var image = manifest.AsImage();
        if (manifest.MediaType == MediaTypes.DockerManifest)
        {
            return manifest;
        }

        if (image.Config.MediaType is not (MediaTypes.OciConfig or MediaTypes.DockerConfig))
        {
            throw new ManifestException(
                $"it is no image, but {Quoted.Text(image.ArtifactType ?? image.Config.MediaType)}, for which Docker's schema 2 has no form"
            );
        }

        return Write(MediaTypes.DockerManifest, json =>
        {
            json.WriteStartObject("config");
            WriteContent(json, image.Config with { MediaType = MediaTypes.DockerConfig });
            json.WriteEndObject();
            json.WriteStartArray("layers");
            foreach (var layer in image.Layers)
            {
                json.WriteStartObject();
                WriteContent(json, layer with { MediaType = OfLayer(layer.MediaType) });
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    /// <summary>The manifest list of an index.</summary>
    /// <param name="childOf">What stands for a child; null leaves it out.</param>
    /// <exception cref="ManifestException">It is no index, or malformed.</exception>
    public static RawManifest OfIndex(RawManifest index, Func<Descriptor, RawManifest?> childOf)
    {
        using var document = JsonFields.ParseDocument(index.Bytes, "the index");
        var children = new JsonFields(document.RootElement, "the index").List("manifests", fields =>
            (Child: childOf(DescriptorReader.Read(fields)), Platform: fields.OptionalObject("platform"))
        );
        if (children.All(child => child.Child is null))
        {
            throw new ManifestException("its index holds no image");
        }

        var isUnchanged =
            index.MediaType == MediaTypes.DockerList
            && index.AsIndex().Manifests.Zip(children).All(pair => pair.First.Digest == pair.Second.Child?.Digest);
        return isUnchanged ? index : Write(MediaTypes.DockerList, json =>
            {
                json.WriteStartArray("manifests");
                foreach (var (child, platform) in children.Where(child => child.Child is not null))
                {
                    json.WriteStartObject();
                    WriteContent(json, child!.Descriptor);
                    json.WriteStartObject("platform");
                    WritePlatform(json, platform);
                    json.WriteEndObject();
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
    }

    private static string OfLayer(string mediaType) =>
        mediaType switch
        {
            MediaTypes.OciLayerGzip or MediaTypes.DockerLayerGzip => MediaTypes.DockerLayerGzip,
            MediaTypes.OciForeignLayerGzip or MediaTypes.DockerForeignLayerGzip => MediaTypes.DockerForeignLayerGzip,
            MediaTypes.OciLayerZstd => throw new ManifestException(
                "a layer of it is compressed with zstd, and Docker's schema 2 knows gzip alone"
            ),
            _ => throw new ManifestException(
                $"a layer of it has the type {Quoted.Text(mediaType)}, for which Docker's schema 2 has no form"
            ),
        };

    private static RawManifest Write(string mediaType, Action<Utf8JsonWriter> write) =>
        RawManifest.Create(
            ManifestText.Of(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("schemaVersion", 2);
                json.WriteString("mediaType", mediaType);
                write(json);
                json.WriteEndObject();
            }),
            mediaType
        );

    private static void WriteContent(Utf8JsonWriter json, Descriptor content)
    {
        json.WriteString("mediaType", content.MediaType);
        json.WriteNumber("size", content.Size);
        json.WriteString("digest", content.Digest.ToString());
        WriteList(json, "urls", content.Urls);
    }

    /// <summary>As the index says it, not as it is normalised here: what runs the image does that itself.</summary>
    private static void WritePlatform(Utf8JsonWriter json, JsonFields? platform)
    {
        json.WriteString("architecture", platform?.OptionalString("architecture") ?? "");
        json.WriteString("os", platform?.OptionalString("os") ?? "");
        WriteWord(json, "os.version", platform?.OptionalString("os.version"));
        WriteList(json, "os.features", platform?.Strings("os.features") ?? []);
        WriteWord(json, "variant", platform?.OptionalString("variant"));
        WriteList(json, "features", platform?.Strings("features") ?? []);
    }

    private static void WriteWord(Utf8JsonWriter json, string name, string? word)
    {
        if (!string.IsNullOrEmpty(word))
        {
            json.WriteString(name, word);
        }
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> words)
    {
        if (words.Count == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (var word in words)
        {
            json.WriteStringValue(word);
        }

        json.WriteEndArray();
    }
}

using System.Text.Json;

namespace Wsm.Oci.Models;

/// <summary>The parsed view of one image's (or artifact's) manifest.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.0/manifest.md</remarks>
public sealed record ImageManifest
{
    public required Descriptor Config { get; init; }

    public required IReadOnlyList<Descriptor> Layers { get; init; }

    /// <summary>Set on artifacts that are not images.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>The manifest that this one says something about: a signature's image.</summary>
    public Descriptor? Subject { get; init; }

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = Descriptor.NoAnnotations;

    /// <summary>Configuration and layers, in that order, repetitions included.</summary>
    public IEnumerable<Descriptor> Blobs => Layers.Prepend(Config);

    /// <exception cref="ManifestException">The document is malformed.</exception>
    public static ImageManifest Parse(ReadOnlyMemory<byte> bytes)
    {
        using var document = JsonFields.ParseDocument(bytes, "the manifest");
        var fields = new JsonFields(document.RootElement, "the manifest");
        return new ImageManifest
        {
            Config = DescriptorReader.Read(fields.RequiredObject("config")),
            Layers = fields.List("layers", DescriptorReader.Read),
            ArtifactType = fields.OptionalString("artifactType"),
            Subject = fields.OptionalObject("subject") is { } subject ? DescriptorReader.Read(subject) : null,
            Annotations = fields.Map("annotations"),
        };
    }

    /// <summary>
    /// A new manifest's bytes: configuration, layers and annotations, in that order. What was received is never written again.
    /// </summary>
    public RawManifest ToRaw() => RawManifest.Create(ManifestText.Of(WriteTo), MediaTypes.OciManifest);

    private void WriteTo(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", MediaTypes.OciManifest);
        json.WritePropertyName("config");
        Write(json, Config);
        json.WriteStartArray("layers");
        foreach (var layer in Layers)
        {
            Write(json, layer);
        }

        json.WriteEndArray();
        if (Annotations.Count > 0)
        {
            json.WriteStartObject("annotations");
            foreach (var (name, value) in Annotations)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Descriptor blob)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", blob.MediaType);
        json.WriteString("digest", blob.Digest.ToString());
        json.WriteNumber("size", blob.Size);
        json.WriteEndObject();
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.ChartStores;

/// <summary>A chart as an OCI artifact, in the shape that <c>helm push</c> gives it. The same archive gives the same bytes.</summary>
/// <remarks>https://helm.sh/docs/topics/registries/#helm-chart-manifest</remarks>
public sealed class ChartManifest
{
    private const string Prefix = "org.opencontainers.image.";

    private ChartManifest(RawManifest manifest, Descriptor config, byte[] configBytes, Descriptor layer)
    {
        Manifest = manifest;
        Config = config;
        ConfigBytes = configBytes;
        Layer = layer;
    }

    public RawManifest Manifest { get; }

    public Descriptor Config { get; }

    public ReadOnlyMemory<byte> ConfigBytes { get; }

    /// <summary>The archive itself.</summary>
    public Descriptor Layer { get; }

    public static ChartManifest Of(ChartArchive chart)
    {
        var configBytes = chart.Metadata.ToJson();
        var config = new Descriptor
        {
            MediaType = MediaTypes.HelmConfig,
            Digest = Digest.Of(configBytes),
            Size = configBytes.Length,
        };
        var layer = new Descriptor
        {
            MediaType = MediaTypes.HelmChart,
            Digest = Digest.Parse("sha256:" + chart.Sha256),
            Size = chart.Bytes.Length,
        };
        return new ChartManifest(
            RawManifest.Create(Write(config, layer, AnnotationsOf(chart)), MediaTypes.OciManifest),
            config,
            configBytes,
            layer
        );
    }

    /// <summary>The digest of the archive in a manifest that Helm, or this, has made; null when it is no chart.</summary>
    public static string? ArchiveOf(RawManifest manifest) =>
        manifest.IsIndex ? null : manifest.AsImage().Layers.FirstOrDefault(layer => layer.MediaType == MediaTypes.HelmChart)?.Digest.Hex;

    private static byte[] Write(Descriptor config, Descriptor layer, SortedDictionary<string, string> annotations)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("schemaVersion", 2);
            json.WriteString("mediaType", MediaTypes.OciManifest);
            json.WritePropertyName("config");
            WriteDescriptor(json, config);
            json.WriteStartArray("layers");
            WriteDescriptor(json, layer);
            json.WriteEndArray();
            json.WriteStartObject("annotations");
            foreach (var (key, value) in annotations)
                json.WriteString(key, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static void WriteDescriptor(Utf8JsonWriter json, Descriptor descriptor)
    {
        json.WriteStartObject();
        json.WriteString("mediaType", descriptor.MediaType);
        json.WriteString("digest", descriptor.Digest.ToString());
        json.WriteNumber("size", descriptor.Size);
        json.WriteEndObject();
    }

    private static SortedDictionary<string, string> AnnotationsOf(ChartArchive chart)
    {
        var metadata = chart.Metadata;
        var made = new SortedDictionary<string, string>(StringComparer.Ordinal);
        void Add(string key, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                made[Prefix + key] = value;
        }

        Add("description", metadata.Text("description"));
        Add("url", metadata.Text("home"));
        // Helm takes the file's time; the time inside the archive does not change when the file is copied.
        Add("created", chart.Made?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'"));
        Add("source", (metadata.Document["sources"] as JsonArray)?[0]?.GetValue<string>());
        Add("authors", AuthorsOf(metadata));
        foreach (var (key, value) in metadata.Document["annotations"] as JsonObject ?? [])
            made[key] = value!.GetValue<string>();
        // A chart's own annotations may say anything but these two.
        Add("title", metadata.Name);
        Add("version", metadata.Version);
        return made;
    }

    private static string AuthorsOf(ChartMetadata metadata)
    {
        var authors = new StringBuilder();
        foreach (var maintainer in (metadata.Document["maintainers"] as JsonArray ?? []).OfType<JsonObject>())
        {
            if (authors.Length > 0)
                authors.Append(", ");
            authors.Append(maintainer["name"]?.GetValue<string>());
            if (maintainer["email"]?.GetValue<string>() is { } email)
                authors.Append(" (").Append(email).Append(')');
        }
        return authors.ToString();
    }
}

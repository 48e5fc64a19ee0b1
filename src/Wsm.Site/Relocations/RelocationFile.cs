using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Site.Relocations;

/// <summary><c>relocation.json</c>: what went where, for the tools that come after.</summary>
public sealed record RelocationFile
{
    public const string FileName = "relocation.json";

    public string ApiVersion { get; init; } = "wsm/v1";

    public string Kind { get; init; } = "Relocation";

    public required IReadOnlyList<RelocatedImageEntry> Images { get; init; }

    public required IReadOnlyList<RelocatedChartEntry> Charts { get; init; }

    /// <summary>What the push made of the images' format; absent where they are as they were published.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ImageConversion Convert { get; init; }

    /// <summary>The chart store's address; null where no charts were pushed.</summary>
    public string? ChartStore { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, RelocationJson.Default.RelocationFile) + "\n";

    /// <exception cref="JsonException">It is no such file.</exception>
    public static RelocationFile Parse(string json)
    {
        var file = JsonSerializer.Deserialize(json, RelocationJson.Default.RelocationFile)
            ?? throw new JsonException("the document is null");
        try
        {
            JsonLists.NoGaps(file.Images, "images");
            JsonLists.NoGaps(file.Charts, "charts");
            foreach (var image in file.Images)
            {
                image.Require();
            }

            return file.Images.GroupBy(image => ImageReference.Parse(image.Source)).FirstOrDefault(same => same.Count() > 1) is { } doubled
                ? throw new FormatException($"{doubled.Key} is there twice")
                : file;
        }
        catch (FormatException wrong)
        {
            throw new JsonException(wrong.Message, wrong);
        }
    }
}

/// <param name="Source">The canonical reference it was published under.</param>
/// <param name="Digest">Of the manifest that was pushed; empty where it is not known.</param>
/// <param name="Push">Where it was pushed to.</param>
/// <param name="Pull">How the cluster names it.</param>
public sealed record RelocatedImageEntry(string Source, string Digest, string Push, string Pull)
{
    /// <summary>Of the manifest that was published, where it was converted; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SourceDigest { get; init; }

    /// <exception cref="FormatException">A name or a digest is none.</exception>
    internal void Require()
    {
        foreach (var name in (string[])[Source, Push, Pull])
        {
            _ = ImageReference.Parse(name);
        }

        foreach (var digest in ((string?[])[Digest, SourceDigest]).Where(digest => digest is { Length: > 0 }))
        {
            _ = Oci.References.Digest.Parse(digest!);
        }
    }
}

/// <param name="Location">The address of the store it was put into.</param>
public sealed record RelocatedChartEntry(string Name, string Version, string Sha256, string Location)
{
    /// <summary>Of the archive that was published, where its dependencies were rewritten; else absent.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SourceSha256 { get; init; }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(RelocationFile))]
internal sealed partial class RelocationJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;

namespace Wsm.Site.Clusters.Carrying;

/// <summary>What a cluster asks for and no bundle has: the file that goes outside.</summary>
public sealed record Want
{
    public const string CurrentVersion = "wsm/v1";
    public const string KindWord = "Want";

    private const long LargestFile = 16 << 20;

    public string ApiVersion { get; init; } = CurrentVersion;

    public string Kind { get; init; } = KindWord;

    /// <summary>The bundle that lacks it.</summary>
    public required string Name { get; init; }

    /// <summary>Those of the cluster's nodes; empty where nobody was allowed to look.</summary>
    public required IReadOnlyList<string> Platforms { get; init; }

    public required IReadOnlyList<WantedImage> Images { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, WantJson.Default.Want) + "\n";

    /// <param name="path">An absolute path.</param>
    /// <exception cref="UserError">It is no such file.</exception>
    public static Want ReadFile(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                throw UserError.Usage($"There is no file '{path}'.");
            }

            if (file.Length > LargestFile)
            {
                throw UserError.Usage($"'{path}' is too large for a list of images.");
            }

            var want = JsonSerializer.Deserialize(RegularFile.ReadAll(path, LargestFile), WantJson.Default.Want);
            if (want is not { ApiVersion: CurrentVersion, Kind: KindWord })
            {
                throw UserError.Usage($"'{path}' is not a list of wanted images that this wsm can read.");
            }

            JsonLists.NoGaps(want.Platforms, "platforms");
            JsonLists.NoGaps(want.Images, "images");
            foreach (var image in want.Images)
            {
                JsonLists.NoGaps(image.AskedBy, $"places that ask for {image.AskedAs}");
            }

            return want;
        }
        catch (Exception error) when (error is JsonException or FormatException or IOException or UnauthorizedAccessException)
        {
            throw new UserError(
                $"'{path}' cannot be read as a list of wanted images: {error.Message}",
                kind: FailureKind.Usage,
                cause: error
            );
        }
    }

    /// <summary>A catalog of these images.</summary>
    /// <exception cref="UserError">It is not known where an image is to be had, or a name is not one.</exception>
    public Catalog ToCatalog()
    {
        var mistakes = new List<string>();
        var images = new List<CatalogImage>();
        foreach (var image in Images)
        {
            if (image.Reference is null)
            {
                mistakes.Add($"{image.AskedAs}: write where it is published into \"reference\"");
            }
            else if (ImageReference.TryParse(image.Reference, out var reference, out var problem))
            {
                images.Add(new CatalogImage(reference, $"asked for by {string.Join(", ", image.AskedBy)}"));
            }
            else
            {
                mistakes.Add($"'{image.Reference}': {problem}");
            }
        }

        if (mistakes.Count > 0)
        {
            throw new UserError("Not all wanted images have a name to fetch them by.", kind: FailureKind.Usage) { Details = mistakes };
        }

        if (images.Count == 0)
        {
            throw UserError.Usage("The file wants nothing: the cluster asks for no image that the bundle lacks.");
        }

        return new Catalog
        {
            Name = $"{Name}-wanted",
            Title = $"{Name}, wanted",
            Components =
            [
                new CatalogComponent
                {
                    Name = "wanted",
                    Title = "Wanted",
                    Images = [.. images.DistinctBy(image => image.Reference)],
                },
            ],
        };
    }
}

/// <param name="Reference">Where it is to be had outside; null where only the internal name is known.</param>
/// <param name="AskedAs">As the cluster names it.</param>
/// <param name="AskedBy">Namespace, workload and container of each who asks.</param>
/// <param name="IsGuess">The public name was guessed from the internal one.</param>
public sealed record WantedImage(
    string? Reference,
    string AskedAs,
    IReadOnlyList<string> AskedBy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool IsGuess = false
);

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true
)]
[JsonSerializable(typeof(Want))]
internal sealed partial class WantJson : JsonSerializerContext;

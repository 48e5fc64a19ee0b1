using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Bundles.Importing;
using Wsm.Bundles.Writing;
using Wsm.Hosting;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Commands.Import;

/// <summary>What is said at the end of an import.</summary>
internal static class ImportSummary
{
    private static readonly ImportJson Json = new(ReadableJson.Like(ImportJson.Default.Options));

    public static int Print(ImportReport report, UserConsole console)
    {
        if (!report.Written.IsFinished)
        {
            return console.Report(
                new Failure(
                    $"{Counted.Text(report.Written.Failed.Count, "image")} could not be imported; a bundle that was there "
                        + "before is what it was.",
                    null,
                    ExitCode.Failed
                )
                {
                    Details = [.. report.Written.Failed.Select(item => $"{item.Item}: {item.Reason}")],
                }
            );
        }

        console.Print($"  Done! Imported {Counted.Text(report.Images.Count, "image")}.");
        foreach (var image in report.Images)
        {
            console.Say($"  {image.Reference}: {Origin(image)} ({image.Digest})");
            if (image.Replaces is { } before)
            {
                console.Warn($"{image.Reference} replaces {before}, which the bundle held under this name.");
            }
        }

        if (report.Written.SignatureDropped)
        {
            console.Warn("The bundle was signed and has changed; the signature was removed. Sign it again with 'wsm sign'.");
        }

        return ExitCode.Done;
    }

    public static int PrintJson(ImportReport report, UserConsole console)
    {
        console.Print(
            JsonSerializer.Serialize(
                new ImportResult("done", report.Images, report.Written.Failed, report.Written.SignatureDropped),
                Json.ImportResult
            )
        );
        return report.Written.IsFinished ? ExitCode.Done : ExitCode.Failed;
    }

    private static string Origin(ImportedImage image) =>
        image switch
        {
            { IsMadeAnew: true } => $"the manifest was made anew, because {image.Archive} has none",
            { ChosenFrom: { } index } => $"one platform of the index {index} in {image.Archive}",
            _ => $"the digest is that of {image.Archive}",
        };
}

/// <summary>The last line of <c>wsm import -o json</c>.</summary>
internal sealed record ImportResult(
    string Kind,
    IReadOnlyList<ImportedImage> Images,
    IReadOnlyList<FailedItem> Failed,
    bool SignatureDropped
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ImportResult))]
internal sealed partial class ImportJson : JsonSerializerContext;

using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Writing;
using Wsm.Hosting;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Commands.Unpack;

/// <summary>What is said at the end of unpacking.</summary>
internal static class UnpackOutput
{
    private static readonly UnpackJson Json = new(ReadableJson.Like(UnpackJson.Default.Options));

    public static int Print(BundleReport report, Bundle packed, UserConsole console)
    {
        if (report.IsFinished)
        {
            if (console.Verbosity > Verbosity.Quiet)
            {
                console.Print(
                    $"Unpacked {report.Complete.Count} images: {ByteSize.Text(report.Fetched)} "
                        + $"written{(report.Kept > 0 ? $", {ByteSize.Text(report.Kept)} were there already" : "")}."
                );
            }

            return ExitCode.Done;
        }

        var missing = packed.MissingVolumes;
        var failure =
            missing.Count > 0
                ? new Failure(
                    $"{report.Failed.Count} items are wholly or in part on volumes that are not here: "
                        + $"{string.Join(", ", missing)}. What could be unpacked is kept.",
                    "Insert the next volume and run the same command again.",
                    ExitCode.Incomplete
                )
                : new Failure(
                    $"{report.Failed.Count} items could not be unpacked; what could be is kept.",
                    "'wsm verify' on the volumes lists everything that is damaged.",
                    ExitCode.Failed
                );
        return console.Report(failure with { Details = [.. report.Failed.Select(item => $"{item.Item}: {item.Reason}")] });
    }

    public static int PrintJson(BundleReport report, Bundle packed, UserConsole console)
    {
        console.Print(
            JsonSerializer.Serialize(
                new UnpackResult("done", report.Complete, report.Failed, packed.MissingVolumes, report.Fetched, report.Kept),
                Json.UnpackResult
            )
        );
        return report.IsFinished ? ExitCode.Done
            : packed.MissingVolumes.Count > 0 ? ExitCode.Incomplete
            : ExitCode.Failed;
    }
}

/// <summary>The last line of <c>wsm unpack -o json</c>.</summary>
/// <param name="MissingVolumes">Numbers of volumes that were not at hand.</param>
internal sealed record UnpackResult(
    string Kind,
    IReadOnlyList<string> Complete,
    IReadOnlyList<FailedItem> Failed,
    IReadOnlyList<int> MissingVolumes,
    long Written,
    long Kept
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(UnpackResult))]
internal sealed partial class UnpackJson : JsonSerializerContext;

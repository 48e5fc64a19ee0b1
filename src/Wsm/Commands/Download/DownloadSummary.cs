using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Bundles.Writing;
using Wsm.Hosting;
using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Commands.Download;

/// <summary>What is said at the end of a download.</summary>
internal static class DownloadSummary
{
    private static readonly DownloadJson Json = new(ReadableJson.Like(DownloadJson.Default.Options));

    public static int Print(BundleReport report, UserConsole console)
    {
        if (report.IsFinished)
        {
            if (console.Verbosity > Verbosity.Quiet && report.Complete.Count > 0)
            {
                console.Print($"  Done! Installed {report.Complete.Count} packages.");
            }

            if (report.LeftOut is { Absent.Count: > 0 } delta)
            {
                var owner = report.Shard is { } shard ? $"the other shards of {shard.Count} fetch them" : "the receiver has them";
                console.Say($"{delta.Absent.Count} blobs ({ByteSize.Text(delta.AbsentBytes)}) were left out: {owner}.");
            }
            else if (report is { LeftOut: not null, Shard: null })
            {
                console.Warn("nothing could be left out: the inventory has none of these blobs. Is it from another product or site?");
            }

            var moved = $"{ByteSize.Text(report.Kept)} were kept from before, {ByteSize.Text(report.Fetched)} fetched now";
            if (report.Kept > 0)
            {
                console.Say($"  {moved}.");
            }
            else
            {
                console.Detail(moved);
            }

            return report.Missing.Count == 0 ? ExitCode.Done : console.Report(MissingImages.Failure(report.Missing));
        }

        var hint = WithHints(report.Failed).Select(item => item.Hint).FirstOrDefault(text => text is not null);
        var message =
            $"{report.Failed.Count} of {report.Failed.Count + report.Complete.Count} images could not be downloaded; what has arrived is "
            + "kept, and the same command fetches the rest.";
        return console.Report(
            new Failure(message, hint, ExitCode.Failed) { Details = [.. report.Failed.Select(item => $"{item.Item}: {item.Reason}")] }
        );
    }

    /// <summary>What the files of the images name.</summary>
    /// <param name="known">What was said of the product before.</param>
    public static void PrintInside(ImageSet set, ImageSet? known, UserConsole console)
    {
        var images = InsideText.Of(set);
        InsideText.Write(images, _ => "", console.Text);
        FindingReport.WarnOfInside(console, set, known);
        InsideText.WriteHint(images, console);
        if (images.Count == 0)
        {
            console.Say("The files of the images name no image that the bundle lacks.");
        }
    }

    /// <param name="inside">What the files of the images name; null where nobody looked.</param>
    public static int PrintJson(BundleReport report, ImageSet? inside, UserConsole console)
    {
        console.Print(
            JsonSerializer.Serialize(
                new DownloadResult(
                    "done",
                    report.Complete,
                    WithHints(report.Failed),
                    report.Fetched,
                    report.Kept,
                    report.LeftOut is { } delta ? new LeftOut(delta.Absent.Count, delta.AbsentBytes) : null,
                    report.Missing.Count == 0 ? null : report.Missing,
                    inside is null ? null : [.. InsideText.Of(inside).SelectMany(image => image.Origins, NamedInside.Of)]
                ),
                Json.DownloadResult
            )
        );
        return !report.IsFinished ? ExitCode.Failed
            : report.Missing.Count > 0 ? ExitCode.Incomplete
            : ExitCode.Done;
    }

    private static IReadOnlyList<FailedItem> WithHints(IReadOnlyList<FailedItem> items) =>
        [.. items.Select(item => item with { Hint = item.Hint ?? Failure.HintFor(item.Cause) })];
}

/// <summary>The last line of <c>wsm download -o json</c>.</summary>
internal sealed record DownloadResult(
    string Kind,
    IReadOnlyList<string> Complete,
    IReadOnlyList<FailedItem> Failed,
    long Fetched,
    long Kept,
    LeftOut? LeftOut,
    IReadOnlyList<MissingImage>? Missing,
    IReadOnlyList<NamedInside>? Inside
);

/// <summary>A reference that a file of an image names.</summary>
/// <param name="Image">The image that holds the file.</param>
/// <param name="Text">The string that names it.</param>
internal sealed record NamedInside(
    string Reference,
    string Canonical,
    Confidence Confidence,
    string? Image,
    string? File,
    int? Line,
    string? Text,
    string? Reason
)
{
    public static NamedInside Of(ResolvedImage image, ImageOrigin origin) =>
        new(
            image.Reference.AsWritten,
            image.Reference.Canonical,
            origin.Confidence ?? Confidence.Low,
            origin.Document,
            origin.Template,
            origin.Line,
            origin.Text,
            origin.Reason
        );
}

/// <summary>What a delta does not carry.</summary>
internal sealed record LeftOut(int Blobs, long Bytes);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(DownloadResult))]
internal sealed partial class DownloadJson : JsonSerializerContext;

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Bundles.Writing;
using Wsm.Terminal;

namespace Wsm.Download;

/// <summary>What is said at the end of a download.</summary>
internal static class DownloadSummary
{
    private static readonly DownloadJson Json = new(
        new JsonSerializerOptions(DownloadJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
    );

    public static int Print(BundleReport report, UserConsole console)
    {
        if (report.IsFinished)
        {
            if (console.Verbosity > Verbosity.Quiet)
                console.Print($"  Done! Installed {report.Complete.Count} packages.");
            if (report.LeftOut is { Absent.Count: > 0 } delta)
                console.Say($"{delta.Absent.Count} blobs ({ByteSize.Text(delta.AbsentBytes)}) were left out: the receiver has them.");
            else if (report.LeftOut is not null)
                console.Warn("nothing could be left out: the inventory names none of these blobs. Is it of another product or site?");
            var moved = $"{ByteSize.Text(report.Kept)} were kept from before, {ByteSize.Text(report.Fetched)} fetched now";
            if (report.Kept > 0)
                console.Say($"  {moved}.");
            else
                console.Detail(moved);
            return ExitCode.Done;
        }

        var hint = report.Failed.Select(item => item.Hint).FirstOrDefault(text => text is not null);
        var message =
            $"{report.Failed.Count} of {report.Failed.Count + report.Complete.Count} images could not be downloaded; what has arrived is kept, and the same command fetches the rest.";
        return console.Report(
            new Failure(message, hint, ExitCode.Failed) { Details = [.. report.Failed.Select(item => $"{item.Item}: {item.Reason}")] }
        );
    }

    public static int PrintJson(BundleReport report, UserConsole console)
    {
        console.Print(
            JsonSerializer.Serialize(
                new DownloadResult(
                    "done",
                    report.Complete,
                    report.Failed,
                    report.Fetched,
                    report.Kept,
                    report.LeftOut is { } delta ? new LeftOut(delta.Absent.Count, delta.AbsentBytes) : null
                ),
                Json.DownloadResult
            )
        );
        return report.IsFinished ? ExitCode.Done : ExitCode.Failed;
    }
}

/// <summary>The last line of <c>wsm download -o json</c>.</summary>
internal sealed record DownloadResult(
    string Kind,
    IReadOnlyList<string> Complete,
    IReadOnlyList<FailedItem> Failed,
    long Fetched,
    long Kept,
    LeftOut? LeftOut
);

/// <summary>What a delta does not carry.</summary>
internal sealed record LeftOut(int Blobs, long Bytes);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(DownloadResult))]
internal sealed partial class DownloadJson : JsonSerializerContext;

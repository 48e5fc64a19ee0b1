using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Bundles.Packing;
using Wsm.Hosting;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Commands.Pack;

/// <summary>What is said at the end of packing.</summary>
internal static class PackOutput
{
    private static readonly PackJson Json = new(ReadableJson.Like(PackJson.Default.Options));

    public static int Print(PackReport report, UserConsole console)
    {
        var what = report.Volumes.Count == 1 ? report.Volumes[0].File : $"{report.Volumes.Count} volumes";
        if (console.Verbosity > Verbosity.Quiet)
        {
            console.Print(
                $"Packed into {what}: "
                    + $"{ByteSize.Text(report.Volumes.Sum(volume => volume.Size))}{(report.Kept > 0 ? $", {ByteSize.Text(report.Kept)} of it were there already" : "")}."
            );
        }

        foreach (var volume in report.Volumes)
        {
            console.Detail($"{volume.Digest.Hex}  {volume.File}");
        }

        return ExitCode.Done;
    }

    public static int PrintJson(PackReport report, UserConsole console)
    {
        console.Print(JsonSerializer.Serialize(new PackResult("done", report.Volumes, report.Written, report.Kept), Json.PackResult));
        return ExitCode.Done;
    }
}

/// <summary>The last line of <c>wsm pack -o json</c>.</summary>
internal sealed record PackResult(string Kind, IReadOnlyList<PackedVolume> Volumes, long Written, long Kept);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PackResult))]
internal sealed partial class PackJson : JsonSerializerContext;

using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Wsm.Bundles.Checking;
using Wsm.Terminal;

namespace Wsm.Verify;

/// <summary>What is said at the end of a check.</summary>
internal static class VerifyReport
{
    private const int MostLines = 50;
    private static readonly VerifyJson Json = new(new JsonSerializerOptions(VerifyJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static int PrintText(CheckReport report, string folder, UserConsole console)
    {
        if (report.IsIntact)
        {
            console.Print($"The bundle is intact: {report.Images} images, {report.Charts} charts, {ByteSize.Text(report.Bytes)} read.");
            return ExitCode.Done;
        }

        var lines = report.Findings.Take(MostLines).Select(finding => $"{finding.Kind.ToString().ToLowerInvariant()}: {finding.File}: {finding.Detail}");
        var more = report.Findings.Count > MostLines ? [$"… and {report.Findings.Count - MostLines} more; -o json lists all"] : Array.Empty<string>();
        return console.Report(new Failure($"The bundle '{folder}' is not what was downloaded: {report.Findings.Count} findings.", "'wsm verify --repair-request FILE' writes down what would mend it.", ExitCode.Incomplete)
        {
            Details = [.. lines, .. more],
        });
    }

    public static int PrintJson(CheckReport report, UserConsole console)
    {
        console.Print(JsonSerializer.Serialize(report, Json.CheckReport));
        return report.IsIntact ? ExitCode.Done : ExitCode.Incomplete;
    }
}

[JsonSourceGenerationOptions(
    WriteIndented = true,
    NewLine = "\n",
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(CheckReport))]
internal sealed partial class VerifyJson : JsonSerializerContext;

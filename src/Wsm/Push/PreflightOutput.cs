using System.Text.Json;
using Wsm.Bundles;
using Wsm.Terminal;

namespace Wsm.Push;

/// <summary>Prints a preflight, one line a finding.</summary>
internal static class PreflightOutput
{
    public static async Task<int> RunAsync(Preflight preflight, Bundle bundle, UserConsole console, bool json, CancellationToken cancellationToken)
    {
        var findings = await preflight.RunAsync(bundle, cancellationToken);
        if (json) console.Print(JsonSerializer.Serialize(new PreflightReport(findings), PreflightJson.Default.PreflightReport));
        else foreach (var finding in findings) console.Print($"{(finding.Ready ? '✓' : '✗')} {finding.Subject}: {finding.Detail}");

        var open = findings.Where(finding => !finding.Ready).ToList();
        if (open.Count == 0)
        {
            console.Say("Everything is ready; the same command without --preflight pushes.");
            return ExitCode.Done;
        }
        return console.Report(new Failure($"{open.Count} of {findings.Count} checks say that the push would fail.", null, ExitCode.Incomplete) { Details = [.. open.Select(finding => finding.Hint).OfType<string>().Distinct()] });
    }
}

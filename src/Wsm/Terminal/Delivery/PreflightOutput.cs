using System.Text.Json;
using Wsm.Hosting;
using Wsm.Site.Delivery;

namespace Wsm.Terminal.Delivery;

/// <summary>Prints a preflight, one line a finding.</summary>
internal static class PreflightOutput
{
    public static int Print(IReadOnlyList<PreflightFinding> findings, UserConsole console, bool json)
    {
        findings = [.. findings.Select(finding => finding with { Hint = finding.Hint ?? Failure.HintFor(finding.Cause) })];
        if (json)
        {
            console.Print(JsonSerializer.Serialize(new PreflightReport(findings), PreflightJson.Default.PreflightReport));
        }
        else
        {
            foreach (var finding in findings)
            {
                console.Print($"{(finding.Ready ? '✓' : '✗')} {finding.Subject}: {finding.Detail}");
            }
        }

        var open = findings.Where(finding => !finding.Ready).ToList();
        if (open.Count == 0)
        {
            console.Say("Everything is ready; run again without --preflight.");
            return ExitCode.Done;
        }
        return console.Report(
            new Failure($"{open.Count} of {findings.Count} checks found a problem.", null, ExitCode.Incomplete)
            {
                Details = [.. open.Select(finding => finding.Hint).OfType<string>().Distinct()],
            }
        );
    }
}

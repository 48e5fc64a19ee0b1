using System.Text.Json;
using Wsm.Terminal;

namespace Wsm.Delivery.Preflights;

/// <summary>Prints a preflight, one line a finding.</summary>
internal static class PreflightOutput
{
    public static int Print(IReadOnlyList<Finding> findings, UserConsole console, bool json)
    {
        if (json)
            console.Print(JsonSerializer.Serialize(new PreflightReport(findings), PreflightJson.Default.PreflightReport));
        else
            foreach (var finding in findings)
                console.Print($"{(finding.Ready ? '✓' : '✗')} {finding.Subject}: {finding.Detail}");

        var open = findings.Where(finding => !finding.Ready).ToList();
        if (open.Count == 0)
        {
            console.Say("Everything is ready; leave --preflight away to begin.");
            return ExitCode.Done;
        }
        return console.Report(
            new Failure($"{open.Count} of {findings.Count} checks say that it would fail.", null, ExitCode.Incomplete)
            {
                Details = [.. open.Select(finding => finding.Hint).OfType<string>().Distinct()],
            }
        );
    }
}

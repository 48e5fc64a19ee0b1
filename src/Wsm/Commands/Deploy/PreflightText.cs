using Wsm.Product.Wording;
using Wsm.Site.Deployments.Checking;
using Wsm.Terminal;

namespace Wsm.Commands.Deploy;

/// <summary>What was looked at before anything is changed, for people.</summary>
internal static class PreflightText
{
    public static void Write(IReadOnlyList<DeploymentFinding> findings, Action<string> write)
    {
        var width = findings.Max(finding => finding.Subject.Length);
        foreach (var finding in findings)
        {
            write($"  {Sign(finding.Verdict)} {finding.Subject.PadRight(width)}  {finding.Text}");
        }
    }

    /// <summary>The failure that the problems come to; null where there is none.</summary>
    public static Failure? FailureOf(IReadOnlyList<DeploymentFinding> findings, int exitCode)
    {
        var problems = findings.Count(finding => finding.Verdict == PreflightVerdict.Problem);
        return problems == 0
            ? null
            : new Failure(
                $"{Counted.Text(problems, "problem")} would make the deployment fail; nothing has been changed.",
                "'wsm help cluster' tells what each of them needs.",
                exitCode
            );
    }

    private static string Sign(PreflightVerdict verdict) =>
        verdict switch
        {
            PreflightVerdict.Good => "ok     ",
            PreflightVerdict.Warning => "warning",
            _ => "PROBLEM",
        };
}

using Wsm.Terminal;

namespace Wsm.Values;

/// <summary>What the proof comes to: one sentence, what to do, and the exit code.</summary>
internal static class ValuesOutcome
{
    public static int Report(ValuesReport report, ValuesRequest request, UserConsole console)
    {
        if (report.Unproved is { Count: > 0 } unproved)
        {
            var tests = unproved.All(entry => entry.Test)
                ? unproved.Count == 1
                    ? ", a test that only 'helm test' starts,"
                    : ", all of them tests that only 'helm test' starts,"
                : "";
            return console.Report(
                new Failure(
                    $"{Count(unproved.Count, "place")}{tests} still {(unproved.Count == 1 ? "names" : "name")} an image that is not known to be inside.",
                    request.Mirror is null
                        ? "What is literal in a template needs the nodes' help: --mirror-config containerd|k3s|crio|openshift."
                        : "Add the missing images to the bundle, or take them out of your values.",
                    ExitCode.Incomplete
                )
            );
        }

        var absent = report.Absent.Select(entry => entry.Image).Distinct().Count();
        return absent == 0
            ? ExitCode.Done
            : console.Report(
                new Failure(
                    $"The registry lacks {Count(absent, "image")} of the bundle, or holds others under their names.",
                    "'wsm push' with the same options brings them; 'wsm check' looks at every layer.",
                    ExitCode.Incomplete
                )
            );
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";
}

using Wsm.Hosting;
using Wsm.Product.Wording;
using Wsm.Site.Values;
using Wsm.Site.Values.Proving;
using Wsm.Site.Values.Requests;

namespace Wsm.Terminal.Values;

/// <summary>What the proof comes to: one sentence, what to do, and the exit code.</summary>
internal static class ValuesOutcome
{
    public static int Report(ValuesReport report, ValuesRequest request, UserConsole console)
    {
        if (report.Unproved is { Count: > 0 } unproved)
        {
            return console.Report(
                new Failure(
                    $"{Counted.Text(unproved.Count, "place")} still {(unproved.Count == 1 ? "names" : "name")} an image that "
                        + "is not known to be inside.",
                    Advice(unproved, request),
                    ExitCode.Incomplete
                )
            );
        }

        var absent = report.Absent.Select(entry => entry.Image).Distinct().Count();
        if (absent > 0)
        {
            return console.Report(
                new Failure(
                    $"The registry lacks {Counted.Text(absent, "image")} of the bundle, or holds others under their names.",
                    "'wsm push' with the same options sends them; 'wsm check' checks every layer.",
                    ExitCode.Incomplete
                )
            );
        }

        var unasked = report.Unasked.Select(entry => entry.Image).Distinct().Count();
        return unasked == 0 || request.SkipsRegistry
            ? ExitCode.Done
            : console.Report(
                new Failure(
                    $"The registry was not asked whether it holds {Counted.Text(unasked, "image")}.",
                    request.Question is null
                        ? "Only a bundle says which digests must be there: name one with --bundle; or say --no-registry-check "
                            + "if nobody is to be asked."
                        : "Run it again where the registry answers, or say --no-registry-check if nobody is to be asked.",
                    ExitCode.Incomplete
                )
            );
    }

    private static string Advice(IReadOnlyList<ProofEntry> unproved, ValuesRequest request) =>
        request.Mirror is null && unproved.Any(entry => entry.Source is not null)
            ? "What is literal in a template needs the nodes' help: --mirror-config containerd|k3s|crio|openshift."
        : unproved.All(entry => entry.Candidate)
            ? "Where something does start them, the bundle must hold them (--candidates include, or images: of a catalog)."
        : "Add the missing images to the bundle, or take them out of your values.";
}

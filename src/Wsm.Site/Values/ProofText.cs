using Wsm.Site.Values.Presence;
using Wsm.Site.Values.Proving;

namespace Wsm.Site.Values;

/// <summary>
/// The proof as a table for people: the image inside, what it was, what the registry says; and why where it is not proved.
/// </summary>
public static class ProofText
{
    public static IEnumerable<string> Lines(ValuesReport report)
    {
        yield return Verdict(report);
        foreach (var problem in report.Registry.NotAsked)
        {
            yield return problem;
        }

        if (report.Cluster is { } cluster)
        {
            yield return "Rendered for Kubernetes "
                + $"{cluster.KubeVersion}{(cluster.Assumed ? ", as helm assumes where no cluster is named" : "")}.";
        }

        var rows = report
            .Proof.Where(entry => entry is { Candidate: false, SwitchedOff: false } && !IsNote(entry))
            .GroupBy(entry => (entry.Image, entry.Status, entry.Source))
            .ToList();
        var image = rows.Select(row => row.Key.Image.Length).DefaultIfEmpty().Max();
        var source = rows.Select(row => Was(row.Key.Source, row.Key.Image).Length).DefaultIfEmpty().Max();
        foreach (var row in rows)
        {
            yield return $"  {Mark(row.Key.Status)} {row.Key.Image.PadRight(image)}  {Was(row.Key.Source, row.Key.Image).PadRight(source)} "
                + $" {Word(row.First())}".TrimEnd();
            if (row.Key.Status is ProofStatus.Proved or ProofStatus.Rendered)
            {
                continue;
            }

            foreach (var entry in row)
            {
                yield return $"      {Place(entry)}: "
                    + $"{entry.Reason}{(entry.Status == ProofStatus.Mirrored ? "; the mirror configuration covers it" : "")}";
            }
        }

        foreach (
            var line in Section(
                "Named where something may start them, and not brought inside by values:",
                '?',
                report.Proof.Where(entry =>
                    entry is { Candidate: true, Status: ProofStatus.Unproved or ProofStatus.Mirrored, IsStarted: true }
                )
            )
        )
        {
            yield return line;
        }

        foreach (var line in SwitchedOff([.. report.Proof.Where(entry => entry.SwitchedOff)]))
        {
            yield return line;
        }

        foreach (
            var line in Section("Not counted, for only 'helm test' starts them, and no installation does:", '-', report.Proof.Where(IsNote))
        )
        {
            yield return line;
        }
    }

    private static IEnumerable<string> SwitchedOff(IReadOnlyList<ProofEntry> entries)
    {
        var inside = entries.Where(entry => entry.Status != ProofStatus.Unproved).DistinctBy(entry => entry.Image).ToList();
        if (inside.Count > 0)
        {
            yield return "Named by their places inside as well, for when their sub-charts are switched on:";
        }

        foreach (var entry in inside)
        {
            yield return $"  {Mark(entry.Status)} {entry.Image}  {Was(entry.Source, entry.Image)}  {Word(entry)}".TrimEnd();
        }

        foreach (
            var line in Section(
                "Not brought inside, for when their sub-charts are switched on:",
                '✗',
                entries.Where(entry => entry.Status == ProofStatus.Unproved)
            )
        )
        {
            yield return line;
        }
    }

    /// <summary>A test that does not come from inside: worth a word, and nothing that an installation needs.</summary>
    private static bool IsNote(ProofEntry entry) => entry is { Test: true, SwitchedOff: false, Status: ProofStatus.Unproved };

    private static IEnumerable<string> Section(string heading, char mark, IEnumerable<ProofEntry> entries)
    {
        var listed = entries.DistinctBy(entry => (entry.Image, entry.Document, entry.Field)).ToList();
        return listed.Count == 0 ? [] : [heading, .. listed.Select(entry => $"  {mark} {entry.Image}  {Place(entry)}: {entry.Reason}")];
    }

    private static string Place(ProofEntry entry) =>
        $"{entry.Document}{(entry.Container is { } container ? $", container {container}" : entry.Candidate ? " " + entry.Field : "")} "
        + $"{Origin(entry)}";

    private static string Verdict(ValuesReport report)
    {
        var images = Distinct(
            report.Proof.Where(entry => entry is { Candidate: false, IsStarted: true, Status: not ProofStatus.Excluded })
        );
        var unproved = Distinct(report.Proof.Where(entry => entry is { IsOpen: true, Candidate: false }));
        var named = Distinct(report.Proof.Where(entry => entry is { IsOpen: true, Candidate: true }));
        if (unproved > 0)
        {
            return $"Not proved: {unproved} of {images} images {(unproved == 1 ? "is" : "are")} not known to come from inside.";
        }

        if (named > 0)
        {
            return $"Not proved: what containers run comes from inside, and {named} {(named == 1 ? "image" : "images")} that something may "
                + $"start by a name in its settings {(named == 1 ? "is" : "are")} not known to.";
        }

        var subject = images switch
        {
            0 => "no image is needed",
            1 => "the one image comes from inside",
            _ => $"all {images} images come from inside",
        };
        var unasked = Distinct(report.Unasked);
        if (unasked > 0)
        {
            var all = Distinct(report.Proof.Where(entry => entry.IsStarted));
            return $"Rendered, registry not asked: with these files {(all == 1 ? "the one image is" : $"all {all} images are")} named by "
                + $"{(all == 1 ? "its place" : "their places")} inside; whether "
                + $"{(unasked == 1 ? "it is" : unasked == all ? "they are" : $"{unasked} of them are")} "
                + "there, nobody asked.";
        }

        var held =
            report.Registry.Asked.Count > 0
                ? $", and {string.Join(" and ", report.Registry.Asked)} {(report.Registry.Asked.Count == 1 ? "has" : "have")} "
                    + $"{(images == 1 ? "it" : "them")}, digest for digest"
                : "";
        return $"Proved: rendered again with these files, {subject}{held}.";
    }

    private static int Distinct(IEnumerable<ProofEntry> entries) => entries.Select(entry => entry.Image).Distinct().Count();

    private static char Mark(ProofStatus status) =>
        status switch
        {
            ProofStatus.Proved => '✓',
            ProofStatus.Rendered => '○',
            ProofStatus.Mirrored => '~',
            ProofStatus.Excluded => '-',
            _ => '✗',
        };

    private static string Was(string? source, string image) => source is null || source == image ? "" : $"(was {source})";

    /// <summary>The registry's word; nothing for what is not brought inside anyway.</summary>
    private static string Word(ProofEntry entry) =>
        entry switch
        {
            { Registry: RegistryAnswer.Present, Digest: { } digest } => "there: " + digest.Short,
            { Registry: RegistryAnswer.Missing } => "missing",
            { Registry: RegistryAnswer.Differs } => "differs",
            { Status: ProofStatus.Unproved or ProofStatus.Excluded } => "",
            _ => "not asked",
        };

    private static string Origin(ProofEntry entry) => $"[{entry.Template}{(entry.Line is { } line ? $":{line}" : "")}]";
}

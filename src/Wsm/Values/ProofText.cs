using Wsm.Values.Presence;

namespace Wsm.Values;

/// <summary>The proof as a table for people: the image inside, what it was, what the registry says; and why where it is not proved.</summary>
internal static class ProofText
{
    private const int DigestLetters = 12;

    public static IEnumerable<string> Lines(ValuesReport report)
    {
        var containers = report.Proof.Where(entry => !entry.Candidate).ToList();
        yield return Verdict(report, containers);
        foreach (var problem in report.Registry.NotAsked)
            yield return problem;
        var rows = containers.GroupBy(entry => (entry.Image, entry.Status, entry.Source)).ToList();
        var image = rows.Select(row => row.Key.Image.Length).DefaultIfEmpty().Max();
        var source = rows.Select(row => Was(row.Key.Source, row.Key.Image).Length).DefaultIfEmpty().Max();
        foreach (var row in rows)
        {
            yield return $"  {Mark(row.Key.Status)} {row.Key.Image.PadRight(image)}  {Was(row.Key.Source, row.Key.Image).PadRight(source)}  {Word(row.First(), report)}".TrimEnd();
            if (row.Key.Status == ProofStatus.Proved)
                continue;
            foreach (var entry in row)
                yield return $"      {entry.Document}{(entry.Container is { } container ? $", container {container}" : "")} {Origin(entry)}{(entry.Test ? ", started by 'helm test' only" : "")}: {entry.Reason}{(entry.Status == ProofStatus.Mirrored ? "; the mirror configuration covers it" : "")}";
        }

        var candidates = report
            .Proof.Where(entry => entry.Candidate && entry.Status != ProofStatus.Proved)
            .GroupBy(entry => entry.Image)
            .Select(same => same.First())
            .ToList();
        if (candidates.Count > 0)
            yield return "Named where something may start them, and not brought inside by values:";
        foreach (var candidate in candidates)
            yield return $"  ? {candidate.Image}  {candidate.Document} {candidate.Field} {Origin(candidate)}: {candidate.Reason}";
    }

    private static string Verdict(ValuesReport report, List<ProofEntry> containers)
    {
        var images = containers.Select(entry => entry.Image).Distinct().Count();
        var unproved = containers.Where(entry => entry.Status == ProofStatus.Unproved).Select(entry => entry.Image).Distinct().Count();
        if (unproved > 0)
            return $"Not proved: {unproved} of {images} images {(unproved == 1 ? "is" : "are")} not known to come from inside.";
        var subject = images switch
        {
            0 => "no image is needed",
            1 => "the one image comes from inside",
            _ => $"all {images} images come from inside",
        };
        var held = report.Registry is { Asked.Count: > 0, NotAsked.Count: 0 }
            ? $", and {string.Join(" and ", report.Registry.Asked)} {(report.Registry.Asked.Count == 1 ? "has" : "have")} {(images == 1 ? "it" : "them")}, digest for digest"
            : "";
        return $"Proved: rendered again with these files, {subject}{held}.";
    }

    private static char Mark(ProofStatus status) =>
        status switch
        {
            ProofStatus.Proved => '✓',
            ProofStatus.Mirrored => '~',
            _ => '✗',
        };

    private static string Was(string? source, string image) => source is null || source == image ? "" : $"(was {source})";

    /// <summary>The registry's word; nothing where nobody wanted it.</summary>
    private static string Word(ProofEntry entry, ValuesReport report) =>
        entry switch
        {
            { Registry: RegistryAnswer.Present, Digest: { } digest } => "there: "
                + digest[..Math.Min(digest.Length, digest.IndexOf(':') + 1 + DigestLetters)],
            { Registry: RegistryAnswer.Missing } => "missing",
            { Registry: RegistryAnswer.Differs } => "differs",
            { Status: ProofStatus.Unproved } => "",
            _ => report.Registry.NotAsked.Count > 0 ? "not asked" : "",
        };

    private static string Origin(ProofEntry entry) => $"[{entry.Template}{(entry.Line is { } line ? $":{line}" : "")}]";
}

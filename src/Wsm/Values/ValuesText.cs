using Wsm.Terminal;
using Wsm.Values.Explain;

namespace Wsm.Values;

/// <summary>Tells people what was written and what is proved.</summary>
internal static class ValuesText
{
    public static void Print(ValuesReport report, string outFolder, UserConsole console)
    {
        foreach (var file in report.Files)
            console.Print($"✓ {Path.Combine(outFolder, file.Name)}{(file.IsSecret ? " (readable by you only)" : "")}");
        console.Print();
        PrintProof(report, console);
        foreach (var warning in report.Warnings)
            console.Warn(warning);
        if (report.Missing.Count > 0)
        {
            console.Print();
            console.Print("Only you know these; fill them in before you apply:");
            foreach (var item in report.Missing)
                console.Print("  " + item);
        }

        console.Print();
        console.Print("Next:");
        foreach (var command in report.Next)
            console.Print("  " + command);
    }

    /// <summary>The layer that counts stands last and is marked.</summary>
    public static void Print(ValueHistory history, UserConsole console)
    {
        console.Print($"{history.Component}: {history.Path}");
        if (history.Steps.Count == 0)
            console.Print("    no layer sets it");
        var width = history.Steps.Select(step => step.Layer.Length).DefaultIfEmpty().Max();
        for (var at = 0; at < history.Steps.Count; at++)
            console.Print($"  {(at == history.Steps.Count - 1 ? '→' : ' ')} {history.Steps[at].Layer.PadRight(width)}  {history.Steps[at].Value}");
    }

    private static void PrintProof(ValuesReport report, UserConsole console)
    {
        var containers = report.Proof.Where(entry => !entry.Candidate).ToList();
        var images = containers.Select(entry => entry.Image).Distinct().Count();
        console.Print(report.Unproved.Count == 0
            ? $"Proved: rendered again with these files, all {images} images come from inside."
            : $"Not proved: {report.Unproved.Select(entry => entry.Image).Distinct().Count()} of {images} images are not known to come from inside.");
        foreach (var same in containers.GroupBy(entry => (entry.Image, entry.Status, entry.Source)))
        {
            var mark = same.Key.Status switch { ProofStatus.Proved => "✓", ProofStatus.Mirrored => "~", _ => "✗" };
            console.Print($"  {mark} {same.Key.Image}{(same.Key.Source is { } source && source != same.Key.Image ? $"  (was {source})" : "")}");
            if (same.Key.Status == ProofStatus.Proved)
                continue;
            foreach (var entry in same)
                console.Print($"      {entry.Document}{(entry.Container is { } container ? $", container {container}" : "")} [{entry.Template}{(entry.Line is { } line ? $":{line}" : "")}]: {entry.Reason}{(entry.Status == ProofStatus.Mirrored ? "; the mirror configuration covers it" : "")}");
        }

        var candidates = report.Proof.Where(entry => entry.Candidate && entry.Status != ProofStatus.Proved).GroupBy(entry => entry.Image).ToList();
        if (candidates.Count == 0)
            return;
        console.Print("Named where something may start them, and not brought inside by values:");
        foreach (var candidate in candidates)
            console.Print($"  ? {candidate.Key}  {candidate.First().Document} {candidate.First().Field} [{candidate.First().Template}{(candidate.First().Line is { } line ? $":{line}" : "")}]: {candidate.First().Reason}");
    }
}

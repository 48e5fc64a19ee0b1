using Wsm.Site.Values;
using Wsm.Site.Values.Explain;

namespace Wsm.Terminal.Values;

/// <summary>Tells people what was written and what is proved.</summary>
internal static class ValuesText
{
    /// <param name="outFolder">As the person named it.</param>
    /// <param name="aside">Not on standard output, which belongs to somebody else.</param>
    public static void Print(ValuesReport report, string outFolder, UserConsole console, bool aside = false)
    {
        Action<string> print = aside ? console.Say : console.Print;
        foreach (var file in report.Files)
        {
            print($"✓ {Path.Combine(outFolder, file.Name)}{(file.IsSecret ? " (readable by you only)" : "")}");
        }

        print("");
        foreach (var line in ProofText.Lines(report))
        {
            print(line);
        }

        foreach (var warning in report.Warnings)
        {
            console.Warn(warning);
        }

        if (report.Missing.Count > 0)
        {
            print("");
            print("Only you know these; fill them in before you apply:");
            foreach (var item in report.Missing)
            {
                print("  " + item);
            }
        }

        print("");
        print(outFolder is "." or "" ? "Next:" : $"Next, in {outFolder}:");
        foreach (var command in report.Next)
        {
            print("  " + command);
        }
    }

    /// <summary>The layer that counts stands last and is marked.</summary>
    public static void Print(ValueHistory history, UserConsole console)
    {
        console.Print($"{history.Component}: {history.Path}");
        if (history.Steps.Count == 0)
        {
            console.Print("    no layer sets it");
        }

        var width = history.Steps.Select(step => step.Layer.Length).DefaultIfEmpty().Max();
        for (var at = 0; at < history.Steps.Count; at++)
        {
            console.Print(
                $"  {(at == history.Steps.Count - 1 ? '→' : ' ')} {history.Steps[at].Layer.PadRight(width)}  {history.Steps[at].Value}"
            );
        }

        if (history.WhileFinding is { } finding)
        {
            console.Print($"    The catalog sets {finding} only to find images; it reaches nothing that is installed.");
        }
    }
}

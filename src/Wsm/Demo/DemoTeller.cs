using Wsm.Terminal;

namespace Wsm.Demo;

/// <summary>Tells the story: with everything the commands say, with a line for each step (<c>-q</c>), or not at all.</summary>
internal sealed class DemoTeller(UserConsole console, bool silent)
{
    private readonly Paint _paint = new(console.OutIsTerminal && console.UsesColour);

    /// <summary>Where the commands' own words go; null where nobody wants to hear them.</summary>
    public TextWriter? Commands => TellsAll ? console.Out : null;

    private bool TellsAll => !silent && console.Verbosity > Verbosity.Quiet;

    public void Say(string line)
    {
        if (TellsAll)
        {
            console.PrintPainted(line);
        }
    }

    public void Begin(int number, DemoStep step)
    {
        Say("");
        Say(_paint.Bold($"{number}. {step.Title}"));
        Say(_paint.Dim($"   {step.Explanation}"));
        Say($"{_paint.Bold("$")} {step.Command}");
    }

    public void Proved(DemoStep step, string finding)
    {
        if (TellsAll)
        {
            console.PrintPainted(_paint.Green($"» {finding}"));
        }
        else if (!silent)
        {
            console.PrintPainted($"✓ {step.Title}");
        }
    }

    public void Failed(DemoStep step)
    {
        if (!silent)
        {
            console.PrintPainted(_paint.Red($"✗ {step.Title}"));
        }
    }
}

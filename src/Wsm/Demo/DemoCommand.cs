using System.CommandLine;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Failures;

namespace Wsm.Demo;

internal static class DemoCommand
{
    /// <param name="run">The program itself, which the story runs command by command.</param>
    public static Verb Create(WsmContext context, RunProgram run)
    {
        var folder = new Option<string?>("--dir")
        {
            Description = $"The folder to work in (default: {DemoFolder.DefaultName}, or the next free name).",
            HelpName = "DIR",
        };
        var keep = new Option<bool>("--keep") { Description = "Leave that folder behind: catalog, bundle and values." };
        var pause = new Option<bool>("--pause") { Description = "Wait for Enter between the steps." };
        var output = OutputOption.Create("'text', or 'json' for each step and what it proved.");
        var verb = new Verb(
            "demo",
            "Show the whole job on a made-up product, in a few seconds: no internet, no registry, nothing installed.",
            context
        )
        {
            Examples =
            [
                new("wsm demo", "From the list of images to a chart rendered on the other side, with an interruption on the way"),
                new("wsm demo --pause --keep", "Step by step, and look at the files afterwards"),
                new("wsm demo -q", "Does everything work on this machine? A line for each step"),
            ],
        };
        foreach (var option in (Option[])[folder, keep, pause, output])
        {
            verb.Add(option);
        }

        verb.Runs(
            (call, cancellation) =>
            {
                if (call.Get(pause) && !call.Context.InIsTerminal)
                {
                    throw UserError.Usage(
                        "--pause waits for Enter, and standard input is not a terminal.",
                        "Omit it, or run the demo in a terminal."
                    );
                }

                var json = call.Get(output) == "json";
                return RunAsync(
                    run,
                    call,
                    call.Get(folder),
                    call.Get(keep),
                    json,
                    call.Get(pause) ? token => PauseAsync(call, token) : _ => Task.CompletedTask,
                    cancellation
                );
            }
        );
        return verb;
    }

    private static async Task<int> RunAsync(
        RunProgram run,
        Invocation call,
        string? given,
        bool keep,
        bool json,
        Func<CancellationToken, Task> pause,
        CancellationToken cancellationToken
    )
    {
        var teller = new DemoTeller(call.Console, silent: json);
        using var folder = DemoFolder.Choose(call.Context, given, keep);
        using var shell = new DemoShell(run, call.Context, teller.Commands);
        await using var stage = await DemoStage.PrepareAsync(folder, shell, call.Context.Time, cancellationToken);
        await using var serving = new ServeSteps(stage);
        foreach (var line in stage.Introduction)
        {
            teller.Say(line);
        }

        var steps = new OutsideSteps(stage).All.Concat(new InsideSteps(stage).All).Concat(serving.All);
        var outcomes = await new DemoStory(teller, call.Console, pause).RunAsync(steps, cancellationToken);
        var passed = outcomes.All(outcome => outcome.Passed);
        if (json)
        {
            call.Console.Print(new DemoReport(passed, outcomes, keep ? folder.Path : null).ToJson());
        }

        if (!passed)
        {
            return ExitCode.Failed;
        }

        foreach (var line in stage.Ending)
        {
            teller.Say(line);
        }

        return ExitCode.Done;
    }

    private static async Task PauseAsync(Invocation call, CancellationToken cancellationToken)
    {
        call.Console.Say("");
        call.Console.Say("  Press Enter to go on.");
        await Task.Run(call.Context.In.ReadLine, cancellationToken).WaitAsync(cancellationToken);
    }
}

using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Wsm.CommandLine;
using Wsm.Help;
using Wsm.Hosting;
using Wsm.Terminal;

namespace Wsm;

/// <summary>The program from arguments to exit code, without the process around it.</summary>
internal static class Application
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, WsmContext context, CancellationToken cancellationToken)
    {
        var parsed = Parse(arguments, context);
        var console = GlobalOptions.OpenConsole(parsed, context);
        try
        {
            var exitCode =
                parsed.Action is ParseErrorAction || AsksAboutNothing(parsed)
                    ? console.Report(Refusal.Of(parsed, context))
                    : await parsed.InvokeAsync(Configuration(context), cancellationToken).ConfigureAwait(false);
            context.Out.Flush();
            return exitCode;
        }
        catch (Exception exception)
        {
            return console.Report(Failure.Of(exception, cancellationToken), exception);
        }
    }

    /// <summary>Whether help is asked for about a command that does not exist.</summary>
    private static bool AsksAboutNothing(ParseResult parsed) =>
        parsed.Action is HelpWithExamples && parsed.CommandResult.Parent is null && parsed.UnmatchedTokens.Count > 0;

    /// <summary>What a command line means, without running it.</summary>
    /// <remarks>To make every command takes longer than to read a chart, so who names one waits for that one. What is wrong with a line is
    /// told with all of them in view.</remarks>
    public static ParseResult Parse(IReadOnlyList<string> arguments, WsmContext context) =>
        arguments is [var name, ..]
        && Verbs.Alone(name, context) is { } verb
        && Root([verb], context).Parse(arguments) is { Errors.Count: 0 } parsed
            ? parsed
            : Root(Verbs.All(context), context).Parse(arguments);

    private static RootCommand Root(IEnumerable<Command> verbs, WsmContext context)
    {
        var root = new RootCommand(
            "Carries a Kubernetes product across an air gap: finds its images, bundles them with the charts, and brings both into the "
                + "registry on the other side."
        );
        GlobalOptions.AddTo(root);
        foreach (var verb in verbs)
        {
            root.Add(verb);
        }

        var help = new HelpWithExamples(context.Width);
        root.SetAction(parsed =>
        {
            var console = GlobalOptions.OpenConsole(parsed, context);
            foreach (var line in FirstSteps.From(context.CurrentDirectory))
            {
                console.Print(line);
            }

            return ExitCode.Done;
        });
        foreach (var option in root.Options)
        {
            switch (option)
            {
                case HelpOption asked:
                    asked.Action = help;
                    break;
                case VersionOption version:
                    version.Action = new PrintVersion();
                    break;
            }
        }

        return root;
    }

    private static InvocationConfiguration Configuration(WsmContext context) =>
        new()
        {
            Output = context.Out,
            Error = context.Error,
            EnableDefaultExceptionHandler = false,
            // Signals are the entry point's: it cancels the token that comes in.
            ProcessTerminationTimeout = null,
        };

    private sealed class PrintVersion : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            parseResult.InvocationConfiguration.Output.WriteLine($"wsm {ProgramVersion.Number}");
            return ExitCode.Done;
        }
    }
}

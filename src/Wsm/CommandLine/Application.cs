using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Wsm.Help;
using Wsm.Terminal;

namespace Wsm.CommandLine;

/// <summary>The program from arguments to exit code, without the process around it.</summary>
internal static class Application
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, WsmContext context, CancellationToken cancellationToken)
    {
        var parsed = Root(context).Parse(arguments);
        var console = GlobalOptions.OpenConsole(parsed, context);
        try
        {
            var exitCode = parsed.Action is ParseErrorAction
                ? Refuse(parsed, console)
                : await parsed.InvokeAsync(Configuration(context), cancellationToken).ConfigureAwait(false);
            await context.Out.FlushAsync(CancellationToken.None).ConfigureAwait(false);
            return exitCode;
        }
        catch (Exception exception)
        {
            return console.Report(Failure.Of(exception, cancellationToken), exception);
        }
    }

    private static RootCommand Root(WsmContext context)
    {
        var root = new RootCommand("Carries a Kubernetes product across an air gap: finds its images, bundles them with the charts, and installs them on the other side.");
        GlobalOptions.AddTo(root);
        foreach (var verb in Verbs.All(context))
        {
            root.Add(verb);
        }

        var help = new HelpWithExamples(context.Width);
        root.SetAction(parsed =>
        {
            var console = GlobalOptions.OpenConsole(parsed, context);
            foreach (var line in FirstSteps.From(context.CurrentDirectory)) console.Print(line);
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

    private static InvocationConfiguration Configuration(WsmContext context) => new()
    {
        Output = context.Out,
        Error = context.Error,
        EnableDefaultExceptionHandler = false,
        // Signals are the entry point's: it cancels the token that comes in.
        ProcessTerminationTimeout = null,
    };

    private static int Refuse(ParseResult parsed, UserConsole console)
    {
        var mistakes = parsed.Errors.Select(error => error.Message).Distinct().ToList();
        if (parsed.UnmatchedTokens is [var first, ..] && parsed.CommandResult.Parent is null)
        {
            // After a command that does not exist, nothing that follows can be judged.
            mistakes = [$"There is no command or option '{first}'."];
        }

        var guesses = parsed.UnmatchedTokens
            .Select(word => Suggestion.Nearest(word, Known(parsed.CommandResult.Command)))
            .OfType<string>()
            .Select(guess => $"Did you mean '{guess}'?");
        var usage = $"'{CommandPath(parsed.CommandResult)} --help' shows how it is used.";
        return console.Report(new Failure(mistakes[0], usage, ExitCode.Usage) { Details = [.. mistakes[1..], .. guesses] });
    }

    private static IEnumerable<string> Known(Command command) =>
        command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name).Concat(command.Options.SelectMany(option => option.Aliases.Append(option.Name)).Where(name => name.Length > 2));

    private static string CommandPath(SymbolResult result) =>
        result is CommandResult { Parent: CommandResult parent } command ? $"{CommandPath(parent)} {command.Command.Name}" : "wsm";

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

using System.CommandLine;
using System.CommandLine.Parsing;
using Wsm.Hosting;
using Wsm.Terminal;

namespace Wsm.CommandLine;

/// <summary>
/// The options every command has. Each root command gets options of its own, so that several can be parsed at the same time.
/// </summary>
internal static class GlobalOptions
{
    private const string Quiet = "--quiet";
    private const string Verbose = "--verbose";
    private const string NoProgress = "--no-progress";

    public static void AddTo(RootCommand root)
    {
        root.Add(new Option<bool>(Quiet, "-q") { Description = "Say only what was asked for, and errors.", Recursive = true });
        root.Add(
            new Option<bool>(Verbose, "-v")
            {
                Description = "Print more about what is done; given twice, also requests and where an error came from.",
                Recursive = true,
                Arity = ArgumentArity.Zero,
                AllowMultipleArgumentsPerToken = false,
            }
        );
        root.Add(new Option<bool>(NoProgress) { Description = "Plain lines instead of moving bars.", Recursive = true });
    }

    public static UserConsole OpenConsole(ParseResult parsed, WsmContext context)
    {
        var verbosity = (Find(parsed, Verbose)?.IdentifierTokenCount ?? 0) switch
        {
            0 => IsGiven(parsed, Quiet) ? Verbosity.Quiet : Verbosity.Normal,
            1 => Verbosity.Verbose,
            _ => Verbosity.Debug,
        };
        return new UserConsole(context, verbosity, progress: !IsGiven(parsed, NoProgress));
    }

    private static bool IsGiven(ParseResult parsed, string name) => Find(parsed, name) is { Implicit: false };

    private static OptionResult? Find(ParseResult parsed, string name) =>
        parsed.GetResult(parsed.RootCommandResult.Command.Options.Single(option => option.Name == name));
}

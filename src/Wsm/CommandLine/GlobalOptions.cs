using System.CommandLine;
using Wsm.Terminal;

namespace Wsm.CommandLine;

/// <summary>The options every command has.</summary>
internal static class GlobalOptions
{
    private static Option<bool> Quiet { get; } =
        new("--quiet", "-q") { Description = "Say only what was asked for, and errors.", Recursive = true };

    private static Option<bool> Verbose { get; } =
        new("--verbose", "-v")
        {
            Description = "Say more about what is done; twice: requests, and where an error came from.",
            Recursive = true,
            Arity = ArgumentArity.Zero,
            AllowMultipleArgumentsPerToken = false,
        };

    private static Option<bool> NoProgress { get; } =
        new("--no-progress") { Description = "Plain lines instead of moving bars.", Recursive = true };

    public static void AddTo(RootCommand root)
    {
        root.Add(Quiet);
        root.Add(Verbose);
        root.Add(NoProgress);
    }

    public static UserConsole OpenConsole(ParseResult parsed, WsmContext context)
    {
        var verbosity = (parsed.GetResult(Verbose)?.IdentifierTokenCount ?? 0) switch
        {
            0 => parsed.GetResult(Quiet) is { Implicit: false } ? Verbosity.Quiet : Verbosity.Normal,
            1 => Verbosity.Verbose,
            _ => Verbosity.Debug,
        };
        return new UserConsole(context, verbosity, progress: parsed.GetResult(NoProgress) is not { Implicit: false });
    }
}

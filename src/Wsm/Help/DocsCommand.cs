using Wsm.CommandLine;
using Wsm.Hosting;

namespace Wsm.Help;

/// <summary>For those who work on wsm: prints the documentation of the commands.</summary>
internal static class DocsCommand
{
    public static Verb Create(WsmContext context)
    {
        var verb = new Verb("docs", "Print docs/commands.md.", context) { Hidden = true };
        verb.Runs(
            (call, _) =>
            {
                var root = call.Arguments.RootCommandResult.Command;
                call.Console.Out.Write(CommandPages.Write(CommandDescriber.Describe(root), CommandDescriber.DescribeGlobal(root)));
                return Task.FromResult(ExitCode.Done);
            }
        );
        return verb;
    }
}

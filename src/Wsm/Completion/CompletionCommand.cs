using System.CommandLine;
using Wsm.CommandLine;
using Wsm.Hosting;

namespace Wsm.Completion;

internal static class CompletionCommand
{
    private static readonly Dictionary<string, Func<CompletionTree, string>> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = BashScript.Write,
        ["zsh"] = ZshScript.Write,
        ["fish"] = FishScript.Write,
    };

    public static Verb Create(WsmContext context)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish.", HelpName = "SHELL" };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var verb = new Verb("completion", "Print the script that makes a shell complete commands, options and their values.", context)
        {
            Examples =
            [
                new("source <(wsm completion bash)", "For this shell; in ~/.bashrc, for every one"),
                new("wsm completion bash > /etc/bash_completion.d/wsm", "For everybody on this machine"),
                new("wsm completion zsh > \"${fpath[1]}/_wsm\"", "Where compinit finds it"),
                new("wsm completion fish > ~/.config/fish/completions/wsm.fish", "Where fish finds it"),
            ],
        };
        verb.Add(shell);
        verb.Runs(
            (call, _) =>
            {
                var root = call.Arguments.RootCommandResult.Command;
                var tree = new CompletionTree(CommandDescriber.Describe(root), CommandDescriber.DescribeGlobal(root));
                call.Console.Out.Write(Scripts[call.Get(shell)!](tree));
                return Task.FromResult(ExitCode.Done);
            }
        );
        return verb;
    }
}

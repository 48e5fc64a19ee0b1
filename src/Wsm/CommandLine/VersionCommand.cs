using System.Runtime.InteropServices;

namespace Wsm.CommandLine;

internal static class VersionCommand
{
    public static Verb Create(WsmContext context)
    {
        var verb = new Verb("version", "Print the program's version and what it was built for.", context)
        {
            Examples = [new("wsm version", "What to name in a bug report")],
        };
        verb.Runs(
            (call, _) =>
            {
                var commit = ProgramVersion.Commit is { } id ? $" ({id[..Math.Min(12, id.Length)]})" : "";
                call.Console.Print($"wsm {ProgramVersion.Number}{commit}");
                call.Console.Print($"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}");
                return Task.FromResult(ExitCode.Done);
            }
        );
        return verb;
    }
}

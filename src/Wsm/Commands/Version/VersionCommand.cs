using System.CommandLine;
using System.Runtime.InteropServices;
using Wsm.CommandLine;
using Wsm.Hosting;

namespace Wsm.Commands.Version;

internal static class VersionCommand
{
    public static Verb Create(WsmContext context)
    {
        var verb = new Verb("version", "Print the program's version and what it was built for.", context)
        {
            Examples =
            [
                new("wsm version", "What to name in a bug report"),
                new("wsm version --licenses | less", "What others have written of it, and under which licences"),
            ],
        };
        var licenses = new Option<bool>("--licenses")
        {
            Description = "Print the licences of everything that the program contains and others have written.",
        };
        verb.Add(licenses);
        verb.Runs(
            (call, _) =>
            {
                if (call.Get(licenses))
                {
                    call.Console.Out.Write(ThirdPartyNotices.Text);
                    return Task.FromResult(ExitCode.Done);
                }

                var commit = ProgramVersion.Commit is { } id ? $" ({id[..Math.Min(12, id.Length)]})" : "";
                call.Console.Print($"wsm {ProgramVersion.Number}{commit}");
                call.Console.Print($"{RuntimeInformation.FrameworkDescription} on {RuntimeInformation.RuntimeIdentifier}");
                return Task.FromResult(ExitCode.Done);
            }
        );
        return verb;
    }
}

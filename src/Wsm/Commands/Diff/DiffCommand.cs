using System.CommandLine;
using Wsm.Bundles.Reading;
using Wsm.CommandLine;
using Wsm.Hosting;

namespace Wsm.Commands.Diff;

internal static class DiffCommand
{
    public static Verb Create(WsmContext context)
    {
        var older = new Argument<string>("OLD")
        {
            Description = "A bundle (its folder, a packed file or any volume), or a bundle.json alone.",
        };
        var newer = new Argument<string>("NEW") { Description = "Another one." };
        var format = OutputOption.Create();
        var trust = new TrustArguments();
        var verb = new Verb(
            "diff",
            "Show what changed between two bundles, in images, layers and bytes; exit code 3 when something did.",
            context
        )
        {
            Examples =
            [
                new("wsm diff month-1 month-2", "Which images and charts changed, which of their layers are new, and what a delta carries"),
                new(
                    "wsm diff month-1/bundle.json /media/usb/delta -o json",
                    "A delta's lock names all of its images, so it can be compared too"
                ),
            ],
        };
        verb.Add(older);
        verb.Add(newer);
        verb.Add(format);
        trust.AddTo(verb);
        verb.Runs(
            (call, _) =>
            {
                var (before, after) = (call.Get(older)!, call.Get(newer)!);
                var gate = trust.GateOf(call, BundleUse.Look);
                var diff = BundleDiff.Between(
                    LockReader.Read(call.Context.PathOf(before), gate),
                    LockReader.Read(call.Context.PathOf(after), gate)
                );
                if (call.Get(format) == "json")
                {
                    call.Console.Print(diff.ToJson());
                }
                else
                {
                    DiffText.Write(diff, before, after, call.Console.Text);
                }

                return Task.FromResult(diff.IsEmpty ? ExitCode.Done : ExitCode.Incomplete);
            }
        );
        return verb;
    }
}

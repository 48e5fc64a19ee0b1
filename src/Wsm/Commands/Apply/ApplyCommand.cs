using System.CommandLine;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Writing;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Wording;
using Wsm.Terminal;

namespace Wsm.Commands.Apply;

internal static class ApplyCommand
{
    public static Verb Create(WsmContext context)
    {
        var source = new Argument<string>("SOURCE")
        {
            Description =
                "A delta of 'wsm download --have'; or the folder that 'wsm download --repair' made, or any bundle with the same images.",
        };
        var bases = BaseOption.Create();
        var bundle = BundleOption.Create();
        var trust = new TrustArguments();
        var verb = new Verb("apply", "Merge a delta into a bundle, or repair a damaged bundle with what a repair bundle brings.", context)
        {
            Examples =
            [
                new(
                    "wsm apply /media/usb/delta -b /srv/wandb",
                    "A delta and the bundle before it become what a whole download would have made"
                ),
                new("wsm verify -b /srv/wandb --repair-request need.json", "Inside: find out what is damaged, and carry need.json out"),
                new("wsm download --repair need.json -b repair", "Outside: fetch just that, and carry the folder in"),
                new("wsm apply repair -b /srv/wandb && wsm verify -b /srv/wandb", "Inside: repair it, and prove it"),
            ],
        };
        verb.Add(source);
        verb.Add(bundle);
        verb.Add(bases);
        trust.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                var gate = trust.GateOf(call, BundleUse.BringIn);
                using var repair = Bundle.Open(call.Context.PathOf(call.Get(source)!), gate, BaseOption.Read(call, bases));
                var folder = call.Context.PathOf(call.Get(bundle)!);
                if (repair.Lock.Delta is not null)
                {
                    return PrintMerged(
                        await call.Console.ShowProgressAsync(board =>
                            new DeltaMerger(new TransferBoard(call.Console, board), gate).RunAsync(
                                folder,
                                repair,
                                Environment.ProcessorCount,
                                cancellation
                            )
                        ),
                        call.Console
                    );
                }

                var report = await call.Console.ShowProgressAsync(board =>
                    new BundleRepairer(new TransferBoard(call.Console, board), gate).RunAsync(
                        folder,
                        repair,
                        Environment.ProcessorCount,
                        cancellation
                    )
                );
                return Print(report, call.Console);
            }
        );
        return verb;
    }

    private static int PrintMerged(BundleReport report, UserConsole console)
    {
        if (!report.IsFinished)
        {
            return console.Report(
                new Failure(
                    $"{report.Failed.Count} images could not be made whole; the bundle is what it was before.",
                    "Run 'wsm verify' on the bundle and on the delta to see which of them is damaged.",
                    ExitCode.Failed
                )
                {
                    Details = [.. report.Failed.Select(item => $"{item.Item}: {item.Reason}")],
                }
            );
        }

        console.Print(
            $"The bundle is the new one now: {report.Complete.Count} images, with {ByteSize.Text(report.Fetched)} from the delta."
        );
        if (report.SignatureDropped)
        {
            console.Warn("The bundle was signed and has changed; the signature was removed. Sign it again with 'wsm sign'.");
        }

        return ExitCode.Done;
    }

    private static int Print(BundleReport report, UserConsole console)
    {
        if (report.IsFinished)
        {
            console.Print(
                $"{report.Complete.Count} images are whole: {ByteSize.Text(report.Fetched)} came from the repair bundle, "
                    + $"{ByteSize.Text(report.Kept)} were right already."
            );
            return ExitCode.Done;
        }

        return console.Report(
            new Failure(
                $"{report.Failed.Count} images could not be repaired.",
                "Make a new repair request with 'wsm verify --repair-request FILE'.",
                ExitCode.Failed
            )
            {
                Details = [.. report.Failed.Select(item => $"{item.Item}: {item.Reason}")],
            }
        );
    }
}

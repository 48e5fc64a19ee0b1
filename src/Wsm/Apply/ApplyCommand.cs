using System.CommandLine;
using Wsm.Bundles;
using Wsm.Bundles.Writing;
using Wsm.CommandLine;
using Wsm.Terminal;

namespace Wsm.Apply;

internal static class ApplyCommand
{
    public static Verb Create(WsmContext context)
    {
        var source = new Argument<string>("REPAIR") { Description = "The folder that 'wsm download --repair' made, or any bundle with the same images." };
        var bundle = BundleOption.Create();
        var trust = new TrustArguments();
        var verb = new Verb("apply", "Mend a damaged bundle with what a repair bundle brings.", context)
        {
            Examples =
            [
                new("wsm verify -b /srv/wandb --repair-request need.json", "Inside: find out what is damaged, and carry need.json out"),
                new("wsm download --repair need.json -b repair", "Outside: fetch just that, and carry the folder in"),
                new("wsm apply repair -b /srv/wandb && wsm verify -b /srv/wandb", "Inside: mend, and prove it"),
            ],
        };
        verb.Add(source);
        verb.Add(bundle);
        trust.AddTo(verb);
        verb.Runs(async (call, cancellation) =>
        {
            var gate = trust.GateOf(call);
            using var repair = Bundle.Open(call.Context.PathOf(call.Get(source)!), gate);
            var folder = call.Context.PathOf(call.Get(bundle)!);
            var report = await call.Console.ShowProgressAsync(
                board => new Merger(new TransferBoard(call.Console, board), gate).RunAsync(folder, repair, Environment.ProcessorCount, cancellation));
            return Print(report, call.Console);
        });
        return verb;
    }

    private static int Print(BundleReport report, UserConsole console)
    {
        if (report.IsFinished)
        {
            console.Print($"{report.Complete.Count} images are whole: {ByteSize.Text(report.Fetched)} came from the repair bundle, {ByteSize.Text(report.Kept)} were right already.");
            return ExitCode.Done;
        }

        return console.Report(new Failure($"{report.Failed.Count} images could not be mended.", "Make a new repair request with 'wsm verify --repair-request FILE'.", ExitCode.Failed)
        {
            Details = [.. report.Failed.Select(item => $"{item.Item}: {item.Reason}")],
        });
    }
}

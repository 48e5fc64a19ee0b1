using System.CommandLine;
using Wsm.Bundles;
using Wsm.Bundles.Checking;
using Wsm.Bundles.Repair;
using Wsm.CommandLine;
using Wsm.Terminal;

namespace Wsm.Verify;

internal static class VerifyCommand
{
    public static Verb Create(WsmContext context)
    {
        var bundle = BundleOption.Create();
        var trust = new TrustArguments();
        var jobs = new Option<int>("--jobs", "-j") { Description = "How many blobs to hash at once (default: as many as processors).", HelpName = "N", DefaultValueFactory = _ => Environment.ProcessorCount };
        jobs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 64) result.AddError("--jobs takes a number from 1 to 64.");
        });
        var request = new Option<string?>("--repair-request") { Description = "Write what would mend the bundle to this file, for 'wsm download --repair'.", HelpName = "FILE" };
        var format = new Option<string>("--output", "-o") { Description = "'text' or 'json'.", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var verb = new Verb("verify", "Read a whole bundle and prove that it is what was downloaded. Needs no network.", context)
        {
            Examples =
            [
                new("wsm verify", "The bundle in ./bundle; exit code 3 when anything is missing or damaged"),
                new("wsm verify --verify-key release.pub", "Is it the very bundle that was signed, and is all of it there?"),
                new("wsm verify -b /media/usb/wandb --repair-request need.json", "Write down what is needed to mend it"),
            ],
        };
        foreach (var option in (Option[])[bundle, jobs, request, format]) verb.Add(option);
        trust.AddTo(verb);
        verb.Runs(async (call, cancellation) =>
        {
            using var opened = trust.Open(call, call.Context.PathOf(call.Get(bundle)!));
            var json = call.Get(format) == "json";
            var report = json
                ? await BundleChecker.CheckAsync(opened, call.Get(jobs), new Progress<TransferEvent>(), cancellation)
                : await call.Console.ShowProgressAsync(board => BundleChecker.CheckAsync(opened, call.Get(jobs), new TransferBoard(call.Console, board), cancellation));
            if (call.GetPath(request) is { } file && !report.IsIntact) RepairRequest.Of(opened, report).Write(file);
            return json ? VerifyReport.PrintJson(report, call.Console) : VerifyReport.PrintText(report, opened.Place, call.Console);
        });
        return verb;
    }
}

using System.CommandLine;
using Wsm.Bundles.Checking;
using Wsm.Bundles.Files;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Repair;
using Wsm.Bundles.Trust;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Terminal;

namespace Wsm.Commands.Verify;

internal static class VerifyCommand
{
    public static Verb Create(WsmContext context)
    {
        var bundle = BundleOption.CreateForReading();
        var trust = new TrustArguments();
        var jobs = JobsOption.Create("How many blobs to hash at once (default: as many as processors).", Environment.ProcessorCount);
        var bases = BaseOption.Create();
        var imageKeys = new ImageKeyArguments(
            "Every image must carry a signature by this public key (in cosign's formats, fetched by 'wsm download --referrers'; "
                + "repeatable)."
        );
        var request = new Option<string?>("--repair-request")
        {
            Description = "Write what would repair the bundle to this file, for 'wsm download --repair'.",
            HelpName = "FILE",
        };
        var format = OutputOption.Create();
        var verb = new Verb("verify", "Read a whole bundle and prove that it is what was downloaded. Needs no network.", context)
        {
            Examples =
            [
                new("wsm verify", "The bundle in ./bundle; exit code 3 when anything is missing or damaged"),
                new("wsm verify --verify-key release.pub", "Is it the very bundle that was signed, and is all of it there?"),
                new(
                    "wsm verify --image-key vendor.pub",
                    "Did the vendor sign each image? Checked offline, with the signatures that came along"
                ),
                new(
                    "wsm verify --image-key vendor.pub --image-identity remapIdentity=mirror.example.com=vendor.example.com",
                    "The same, of images that were mirrored under another name before"
                ),
                new("wsm verify -b delta --base /srv/wandb", "A delta, and whether the bundle before it has what it leaves out"),
                new("wsm verify -b /media/usb/wandb --repair-request need.json", "Write down what is needed to repair it"),
            ],
        };
        foreach (var option in (Option[])[bundle, bases, jobs, request, format])
        {
            verb.Add(option);
        }

        imageKeys.AddTo(verb);
        trust.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                var images = imageKeys.Read(call);
                var vouching = Vouching.Nobody;
                using var opened = Bundle.Open(
                    call.Context.PathOf(call.Get(bundle)!),
                    trust.GateOf(call, onSigned: found => vouching = found),
                    BaseOption.Read(call, bases),
                    allVolumes: false
                );
                var json = call.Get(format) == "json";
                var report = json
                    ? await BundleChecker.CheckAsync(opened, call.Get(jobs), new Progress<TransferEvent>(), cancellation)
                    : await call.Console.ShowProgressAsync(board =>
                        BundleChecker.CheckAsync(opened, call.Get(jobs), new TransferBoard(call.Console, board), cancellation)
                    );
                if (opened.Bases.Any)
                {
                    report = report with
                    {
                        Findings = [.. report.Findings, .. await BaseCheck.RunAsync(opened, call.Get(jobs), cancellation)],
                    };
                }

                if (call.GetPath(request) is { } file && !report.IsIntact)
                {
                    RepairRequest.Of(opened, report).Write(file);
                }

                var result = VerifyResult.Of(report) with
                {
                    LeftOut = LeftOutState.Of(opened),
                    LayersLeftOut = Verify.LayersLeftOut.Of(opened),
                    Missing = opened.Lock.Missing,
                    Signature = SignatureState.Of(opened, vouching),
                    ImageSignatures = images?.Invoke(vouching.Signers.Count > 0).Check(opened),
                };
                return json
                    ? VerifyReport.PrintJson(result, call.Console)
                    : MissingImages.Report(opened.Lock, call.Console, VerifyReport.PrintText(result, opened.Place, call.Console));
            }
        );
        return verb;
    }
}

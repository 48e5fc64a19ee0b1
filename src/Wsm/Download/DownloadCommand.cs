using System.CommandLine;
using Wsm.Bundles;
using Wsm.Bundles.Repair;
using Wsm.Bundles.Writing;
using Wsm.CommandLine;
using Wsm.Inventories;
using Wsm.Oci.Registry;
using Wsm.Terminal;
using Wsm.Trust;

namespace Wsm.Download;

internal static class DownloadCommand
{
    public static Verb Create(WsmContext context)
    {
        var catalog = new CatalogArguments();
        var registry = new RegistryArguments();
        var bundle = BundleOption.Create();
        var signing = new SigningArguments("--sign-key", "Sign the finished bundle with this private key, as 'wsm sign --key' does.");
        var platforms = PlatformOption.Create();
        var jobs = new Option<int>("--jobs", "-j")
        {
            Description = "How many blobs to fetch at once.",
            HelpName = "N",
            DefaultValueFactory = _ => 4,
        };
        var layout = new Option<string>("--layout")
        {
            Description = "'archives': a .tgz for each image, or 'oci': one OCI image layout.",
            HelpName = "LAYOUT",
            DefaultValueFactory = _ => "archives",
        };
        layout.AcceptOnlyFromAmong("archives", "oci");
        var update = new Option<bool>("--update")
        {
            Description = "Take what tags stand for now, where they have moved since the bundle was begun.",
        };
        var referrers = new Option<bool>("--referrers") { Description = "Take signatures, attestations and SBOMs along." };
        var format = new Option<string>("--output", "-o")
        {
            Description = "'text', or 'json' for one event a line.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "text",
        };
        format.AcceptOnlyFromAmong("text", "json");
        var repair = new Option<string?>("--repair")
        {
            Description = "Fetch only what this request of 'wsm verify --repair-request' names, for 'wsm apply'.",
            HelpName = "FILE",
        };
        var have = new Option<string[]>("--have")
        {
            Description =
                "Leave out what the receiver has: a file of 'wsm inventory', or a bundle or bundle.json that it got (repeatable). Makes a delta, in --layout oci.",
            HelpName = "FILE",
        };
        jobs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 64)
                result.AddError("--jobs takes a number from 1 to 64.");
        });

        var verb = new Verb("download", "Fetch every image and chart that a deployment needs into a bundle.", context)
        {
            Examples =
            [
                new("wsm download", "W&B as it is released today, into ./bundle; run again, it goes on where it stopped"),
                new("wsm download --catalog manifests/wandb-0.62.2.yaml -b /media/usb/wandb", "A pinned release, onto a medium"),
                new("wsm download -p linux/amd64 -p linux/arm64 --referrers", "Two platforms, with signatures"),
                new("wsm download --layout oci -j 8", "One OCI layout, what images share kept once"),
                new("wsm download --have have.json -b delta", "Only what the receiver lacks, by its 'wsm inventory --out have.json'"),
                new("wsm download --sign-key release.pem", "Sign what was downloaded, for 'wsm verify --verify-key release.pub'"),
                new("wsm download --repair need.json -b repair", "What a damaged bundle lacks, to be merged into it with 'wsm apply'"),
            ],
        };
        foreach (var option in (Option[])[bundle, platforms, jobs, layout, update, referrers, have, repair, format])
            verb.Add(option);
        signing.AddTo(verb);
        catalog.AddTo(verb);
        registry.AddTo(verb);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(have) is not { Length: > 0 })
                return;
            if (result.GetValue(repair) is not null)
                result.AddError("--have and --repair exclude each other: a repair request says itself what is lacking.");
            if (result.GetResult(layout) is { Implicit: false } && result.GetValue(layout) != "oci")
                result.AddError(
                    "--have makes a delta, and an archive that lacks layers would only look like one that docker can load; leave --layout away, or write --layout oci."
                );
        });
        verb.Runs(
            async (call, cancellation) =>
            {
                // Whether the key is usable must show now, not when everything has been fetched.
                using var key = signing.Read(call);
                var json = call.Get(format) == "json";
                var options = registry.Read(call);
                var wanted = PlatformChoice.Parse(call.Get(platforms) ?? []);
                var repairFile = call.GetPath(repair);
                var needs = repairFile is null ? null : RepairRequest.Read(repairFile);
                var set = needs is { Files.Count: 0 }
                    ? null
                    : (await catalog.ResolveAsync(call, catalog.ReadCatalog(call), options, fetchCharts: true, cancellation)).Complete();
                var holdings = call.Get(have) is { Length: > 0 } files
                    ? new Holdings([.. files.Select(file => InventoryReader.Read(call.Context.PathOf(file)))])
                    : null;
                var folder = call.Context.PathOf(call.Get(bundle)!);

                // Each job blocks a thread while it writes; the pool must not have to find that out slowly.
                ThreadPool.GetMinThreads(out _, out var completion);
                ThreadPool.SetMinThreads(Environment.ProcessorCount + 2 * call.Get(jobs), completion);
                using var client = new RegistryClient(options);
                if (json)
                    return DownloadSummary.PrintJson(
                        Sign(await RunAsync(new TransferLog(call.Console, call.Context.Time)), folder, key, call.Console),
                        call.Console
                    );
                var charts =
                    call.Console.Verbosity > Verbosity.Quiet ? set?.Components.Where(component => component.Chart is not null) : null;
                foreach (var component in charts ?? [])
                    call.Console.Print($"Downloading {component.Name} helm chart");
                var report = await call.Console.ShowProgressAsync(board => RunAsync(new TransferBoard(call.Console, board)));
                return DownloadSummary.Print(Sign(report, folder, key, call.Console), call.Console);

                Task<BundleReport> RunAsync(IProgress<TransferEvent> progress) =>
                    Resumable(
                        needs is not null
                            ? new RepairDownloader(client, progress).RunAsync(needs, set, folder, call.Get(jobs), cancellation)
                            : new Downloader(client, progress).RunAsync(
                                new DownloadRequest
                                {
                                    Set = set!,
                                    Folder = folder,
                                    Platforms = wanted,
                                    Layout = holdings is not null || call.Get(layout) == "oci" ? BundleLayout.Oci : BundleLayout.Archives,
                                    Update = call.Get(update),
                                    Referrers = call.Get(referrers),
                                    Have = holdings,
                                    Jobs = call.Get(jobs),
                                },
                                cancellation
                            )
                    );

                async Task<BundleReport> Resumable(Task<BundleReport> work)
                {
                    try
                    {
                        return await work;
                    }
                    catch (OperationCanceledException stopped) when (cancellation.IsCancellationRequested)
                    {
                        throw new UserError(
                            "Interrupted. What has arrived is kept; the same command goes on from there.",
                            exitCode: ExitCode.Interrupted,
                            cause: stopped
                        );
                    }
                }
            }
        );
        return verb;
    }

    private static BundleReport Sign(BundleReport report, string folder, SigningKey? key, UserConsole console)
    {
        if (key is not null && report.IsFinished)
        {
            BundleSigner.Sign(folder, key);
            console.Say($"Signed by {key.Counterpart}.");
        }
        else if (report.SignatureDropped)
        {
            console.Warn("The bundle had been signed, and is another one now; the signature was removed. 'wsm sign' signs it anew.");
        }

        return report;
    }
}

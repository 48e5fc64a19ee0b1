using System.CommandLine;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Bundles.Inventories;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Repair;
using Wsm.Bundles.Trust;
using Wsm.Bundles.Writing;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Oci.Registry;
using Wsm.Product.Failures;
using Wsm.Product.Resolving;
using Wsm.Site.Clusters.Carrying;
using Wsm.Terminal;

namespace Wsm.Commands.Download;

internal static class DownloadCommand
{
    public static Verb Create(WsmContext context)
    {
        var catalog = new CatalogArguments();
        var registry = new RegistryArguments();
        var bundle = BundleOption.Create();
        var signing = new SigningArguments("--sign-key", "Sign the finished bundle with this private key, as 'wsm sign --key' does.");
        var platforms = PlatformOption.Create();
        var jobs = JobsOption.Create("How many blobs to fetch at once.", 4);
        var layout = new Option<string>("--layout")
        {
            Description = "'archives': a .tgz for each image, or 'oci': one OCI image layout.",
            HelpName = "LAYOUT",
            DefaultValueFactory = _ => "archives",
        };
        layout.AcceptOnlyFromAmong("archives", "oci");
        var update = new Option<bool>("--update")
        {
            Description =
                "Look every tag up again, and take what it stands for now. Without it, an image that the bundle has under "
                + "the same reference "
                + "stays, and only others are fetched.",
        };
        var referrers = new Option<bool>("--referrers") { Description = "Take signatures, attestations and SBOMs along." };
        var keepIndex = PlatformOption.CreateKeepIndex();
        var foreign = new Option<bool>("--foreign-layers")
        {
            Description = "Fetch layers that their registry does not hold (bases of Windows) from the addresses that they name.",
        };
        var osVersion = PlatformOption.CreateOsVersion();
        var format = OutputOption.Create("'text', or 'json' for one event a line.");
        var keepGoing = new Option<bool>("--keep-going")
        {
            Description =
                "Finish the bundle without images that do not exist or are not given away; they are named and recorded, and "
                + "the exit code is 3.",
        };
        var deep = new Option<bool>("--deep")
        {
            Description =
                "While layers arrive, also look for images that the programs inside them name, as 'wsm list --deep' does of a bundle.",
        };
        var repair = new Option<string?>("--repair")
        {
            Description = "Fetch only what this request of 'wsm verify --repair-request' names, for 'wsm apply'.",
            HelpName = "FILE",
        };
        var have = new Option<string[]>("--have")
        {
            Description =
                "Leave out what the receiver has: a file of 'wsm inventory', or a bundle or bundle.json that it got (repeatable). Makes a "
                + "delta, in --layout oci.",
            HelpName = "FILE",
        };
        var shard = ShardOption.Create("Fetch only this part of the blobs, in --layout oci");
        var want = new Option<string?>("--want")
        {
            Description = "Fetch what a cluster asks for, by the file of 'wsm check --cluster --want', for its nodes' platforms.",
            HelpName = "FILE",
        };
        var verb = new Verb("download", "Fetch every image and chart that a deployment needs into a bundle.", context)
        {
            Examples =
            [
                new("wsm download", "W&B as it is released today, into ./bundle; run again, it continues where it stopped"),
                new("wsm download --catalog manifests/wandb-0.62.2.yaml -b /media/usb/wandb", "A pinned release, onto a medium"),
                new("wsm download -p linux/amd64 -p linux/arm64 --referrers", "Two platforms, with signatures"),
                new("wsm download --layout oci -j 8", "One OCI layout, what images share kept once"),
                new(
                    "wsm download --manifests ./deploy --images vendor-images.txt --chart ./app",
                    "Manifests, a vendor's list and a chart in one bundle"
                ),
                new(
                    "wsm download --exclude 'docker.io/library/auto*' --keep-going",
                    "Without a placeholder, and without what does not exist"
                ),
                new("wsm download --have have.json -b delta", "Only what the receiver lacks, by its 'wsm inventory --out have.json'"),
                new(
                    "wsm download --want want.json -b wanted",
                    "Images that a cluster asks for and no bundle has, by its 'wsm check --cluster'"
                ),
                new(
                    "wsm download --shard 0/4 -b shard-0",
                    "The first of four parts, for four machines; 'wsm apply' or 'push --base' put them together"
                ),
                new("wsm download --deep", "Also tell what the images' programs name, such as the databases that an operator starts"),
                new("wsm download --sign-key release.pem", "Sign what was downloaded, for 'wsm verify --verify-key release.pub'"),
                new("wsm download --repair need.json -b repair", "What a damaged bundle lacks, to be merged into it with 'wsm apply'"),
            ],
        };
        foreach (
            var option in (Option[])
                [
                    bundle,
                    platforms,
                    osVersion,
                    jobs,
                    layout,
                    update,
                    referrers,
                    keepIndex,
                    foreign,
                    keepGoing,
                    deep,
                    have,
                    shard,
                    want,
                    repair,
                    format,
                ]
        )
        {
            verb.Add(option);
        }

        PlatformOption.Require(verb, keepIndex, referrers);
        signing.AddTo(verb);
        catalog.AddTo(verb);
        registry.AddTo(verb);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(want) is not null && result.GetValue(repair) is not null)
            {
                result.AddError("--want and --repair cannot be combined.");
            }

            var makesDelta =
                result.GetValue(have) is { Length: > 0 } ? "--have"
                : result.GetValue(shard) is not null ? "--shard"
                : null;
            if (result.GetValue(deep) && (result.GetValue(repair) is not null || makesDelta is not null))
            {
                result.AddError("--deep looks into whole images, and neither a repair nor a delta holds them.");
            }

            if (makesDelta is null)
            {
                return;
            }

            if (makesDelta == "--have" && result.GetValue(shard) is not null)
            {
                result.AddError("--have and --shard cannot be combined.");
            }

            if (result.GetValue(repair) is not null)
            {
                result.AddError($"{makesDelta} and --repair cannot be combined: a repair request already says what is missing.");
            }

            if (result.GetResult(layout) is { Implicit: false } && result.GetValue(layout) != "oci")
            {
                result.AddError(
                    $"{makesDelta} makes a delta, and an archive that lacks layers would only look like one that docker can load; omit --layout, "
                        + "or write --layout oci."
                );
            }
        });
        verb.Runs(
            async (call, cancellation) =>
            {
                // Whether the key is usable must show now, not when everything has been fetched.
                using var key = signing.Read(call);
                var order = signing.ReadOrder(call);
                var json = call.Get(format) == "json";
                var options = registry.Read(call);
                var asked = call.GetPath(want) is { } wantFile ? Want.ReadFile(wantFile) : null;
                if (asked is not null && catalog.IsGiven(call))
                {
                    throw UserError.Usage(
                        "--want already says what to fetch; it cannot be combined with a catalog, a chart or other sources.",
                        "Fetch them one after the other."
                    );
                }

                var wanted =
                    asked is not null && !call.Has(platforms)
                        ? PlatformChoice.Parse(asked.Platforms)
                        : PlatformOption.Read(call, platforms, osVersion);
                var repairFile = call.GetPath(repair);
                var needs = repairFile is null ? null : RepairRequest.Read(repairFile);
                var set = needs is { Files.Count: 0 }
                    ? null
                    : (
                        await catalog.ResolveAsync(
                            call,
                            asked?.ToCatalog() ?? catalog.ReadCatalog(call),
                            options,
                            fetchCharts: true,
                            cancellation
                        )
                    ).Complete();
                WithheldSecrets.Say(set, "the bundle", call.Console);
                if (set is not null)
                {
                    FindingReport.Warn(call.Console, set, inFull: false);
                }

                var lacks = set is not null && FindingReport.IsIncomplete(set);
                var holdings = call.Get(have) is { Length: > 0 } files
                    ? new ReceiverBlobs([
                        .. files.Select(file => InventoryReader.Read(call.Context.PathOf(file), TrustArguments.StandingGateOf(call))),
                    ])
                    : null;
                var part = ShardOption.Read(call, shard);
                var folder = call.Context.PathOf(call.Get(bundle)!);

                if (set is not null && needs is null && ReplacementNotice.Of(folder, set) is { } notice)
                {
                    call.Console.Say(notice);
                }

                // Each job blocks a thread while it writes; the pool must not have to find that out slowly.
                ThreadPool.GetMinThreads(out _, out var completion);
                ThreadPool.SetMinThreads(Environment.ProcessorCount + 2 * call.Get(jobs), completion);
                using var client = new RegistryClient(options);
                using var inside = call.Get(deep) ? BundleInside.Begin(call.Get(jobs), cancellation) : null;
                if (json)
                {
                    var log = Sign(await RunAsync(new TransferLog(call.Console, call.Context.Time)), folder, key, order, call.Console);
                    return Outcome(DownloadSummary.PrintJson(log, await LookInsideAsync(log), call.Console));
                }

                var charts =
                    call.Console.Verbosity > Verbosity.Quiet ? set?.Components.Where(component => component.Chart is not null) : null;
                foreach (var component in charts ?? [])
                {
                    call.Console.Print($"Downloading {component.Name} helm chart");
                }

                var report = await call.Console.ShowProgressAsync(board => RunAsync(new TransferBoard(call.Console, board)));
                var code = DownloadSummary.Print(Sign(report, folder, key, order, call.Console), call.Console);
                if (await LookInsideAsync(report) is { } named)
                {
                    DownloadSummary.PrintInside(named, set, call.Console);
                }

                return Outcome(code);

                async Task<ImageSet?> LookInsideAsync(BundleReport done)
                {
                    var found = inside is not null && done.IsFinished ? await BundleInside.FinishAsync(inside, folder, gate: null) : null;
                    lacks |= found is not null && FindingReport.IsIncomplete(found);
                    return found;
                }

                // What could not be read is in no bundle, however well the rest went.
                int Outcome(int code) => code == ExitCode.Done && lacks ? ExitCode.Incomplete : code;

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
                                    Layout =
                                        holdings is not null || part is not null || call.Get(layout) == "oci"
                                            ? BundleLayout.Oci
                                            : BundleLayout.Archives,
                                    Update = call.Get(update),
                                    Referrers = call.Get(referrers),
                                    KeepIndex = call.Get(keepIndex),
                                    ForeignLayers = call.Get(foreign),
                                    KeepGoing = call.Get(keepGoing),
                                    Have = holdings,
                                    Shard = part,
                                    Inside = inside,
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
                            "Interrupted. What has arrived is kept; the same command continues from there.",
                            kind: FailureKind.Interrupted,
                            cause: stopped
                        );
                    }
                }
            }
        );
        return verb;
    }

    private static BundleReport Sign(BundleReport report, string folder, SigningKey? key, StatementOrder order, UserConsole console)
    {
        if (key is not null && report.IsFinished)
        {
            BundleSigner.Sign(folder, key, order);
            console.Say($"Signed by {key.Counterpart}.");
        }
        else if (report.SignatureDropped)
        {
            console.Warn("The bundle was signed and has changed; the signature was removed. Sign it again with 'wsm sign'.");
        }

        return report;
    }
}

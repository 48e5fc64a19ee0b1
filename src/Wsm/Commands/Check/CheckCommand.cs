using System.CommandLine;
using System.Text.Json;
using Wsm.Bundles.Reading;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Oci.Registry;
using Wsm.Product.Failures;
using Wsm.Site.ChartStores;
using Wsm.Site.Clusters.Judging;
using Wsm.Site.Conversions;
using Wsm.Site.Delivery;
using Wsm.Site.Delivery.Bundles;
using Wsm.Terminal;

namespace Wsm.Commands.Check;

internal static class CheckCommand
{
    public static Verb Create(WsmContext context) => Create(context, vendor: false);

    /// <summary>Under the vendor's name, with the flags that its users' scripts have.</summary>
    public static Verb CreateForVendor(WsmContext context) => Create(context, vendor: true);

    private static Verb Create(WsmContext context, bool vendor)
    {
        var target = new TargetArguments();
        var rewrite = new RewriteOption(target);
        var registry = new RegistryArguments();
        var trust = new TrustArguments();
        var cluster = new ClusterAccessArguments();
        var want = new Option<string?>("--want")
        {
            Description =
                "With --cluster: write down the images that the cluster asks for and the bundle lacks, for 'wsm download --want'.",
            HelpName = "FILE",
        };
        var also = new Option<string[]>("--also")
        {
            Description = "With --cluster: a further bundle whose images count as the bundle's own (repeatable).",
            HelpName = "BUNDLE",
        };
        var shards = new Option<string[]>("--shards")
        {
            Description = "Sum up these reports of 'wsm push --shard --report' or 'wsm mirror': did all shards together bring everything?",
            HelpName = "FILE",
            AllowMultipleArgumentsPerToken = true,
        };
        var bundle = BundleOption.CreateForReading();
        var parallel = JobsOption.Create("How many questions are asked at once.", 32);
        var output = OutputOption.Create(
            "'text', 'json' for a report on standard output, or with --cluster 'table'.",
            "text",
            "table",
            "json"
        );
        var verb = new Verb(
            "check",
            "Compare a registry and a chart store with a bundle, down to every layer; or what a cluster runs.",
            context
        )
        {
            Examples =
            [
                new(
                    "wsm check --registry registry.example.com --charts oci://registry.example.com/charts",
                    "Is everything there, with the right digests? Exit code 3 if not"
                ),
                new("wsm check --registry registry.example.com -o json", "The same for a script"),
                new(
                    "wsm check --cluster --registry registry.example.com",
                    "What really runs in the product's namespaces, and why something does not start"
                ),
                new(
                    "wsm check --cluster --registry registry.example.com -A --want want.json",
                    "And what every namespace asks for that the bundle lacks, for the next download"
                ),
                new("wsm check --shards reports/*.json", "Have all shards of a push or mirror done their part?"),
            ],
        };
        target.AddTo(verb);
        foreach (var option in (Option[])[bundle, parallel, output, want, also, shards])
        {
            verb.Add(option);
        }

        rewrite.AddTo(verb);
        cluster.AddTo(verb);
        if (vendor)
        {
            verb.Add(
                new Option<bool>("--fail-on-missing")
                {
                    Description = "Taken for the scripts that have it: what is missing gives exit code 3 with it and without it.",
                }
            );
        }

        registry.AddTo(verb);
        trust.AddTo(verb);
        verb.Validators.Add(result =>
        {
            foreach (var option in (Option[])[want, also])
            {
                if (result.GetResult(option) is { Implicit: false } && !cluster.IsAsked(result))
                {
                    result.AddError($"{option.Name} goes with --cluster.");
                }
            }

            if (
                result.GetValue(shards) is { Length: > 0 }
                && (cluster.IsAsked(result) || target.Options.Any(option => result.GetResult(option) is { Implicit: false }))
            )
            {
                result.AddError("--shards sums up reports, and looks at no registry and no cluster: check those by themselves.");
            }

            if (result.GetValue(output) == "table" && !cluster.IsAsked(result))
            {
                result.AddError("-o table goes with --cluster.");
            }
        });
        verb.Runs(
            async (call, cancellation) =>
            {
                var relocation = target.ReadRelocation(call);
                var charts = target.ReadCharts(call);
                if (call.Get(shards) is { Length: > 0 } reports)
                {
                    return ShardCheck.Run([.. reports.Select(call.Context.PathOf)], call.Console, call.Get(output) == "json");
                }

                if (cluster.IsAsked(call))
                {
                    using var checkedBundle = trust.Open(call, call.Context.PathOf(call.Get(bundle)!));
                    relocation = PushedBefore.Converting(relocation, checkedBundle, call.Console);
                    using var kubernetes = cluster.Connect(call);
                    using var asked = new RegistryClient(registry.Read(call, onlyFor: target.ReadHost(call)));
                    return await new ClusterCheck(kubernetes, call.Console)
                    {
                        Bundles =
                        [
                            checkedBundle.Lock,
                            .. (call.Get(also) ?? []).Select(path => LockReader.Read(call.Context.PathOf(path), trust.GateOf(call))),
                        ],
                        Relocation = relocation is null ? null : BundleConversion.RelocationOf(checkedBundle, relocation),
                        Registry = relocation is null ? null : new PushedImages(asked),
                        Namespaces = cluster.ReadNamespaces(call),
                        WantFile = call.GetPath(want),
                        Format = call.Get(output)!,
                    }.RunAsync(cancellation);
                }

                if (relocation is null && charts is null)
                {
                    throw UserError.Usage(
                        "There is nothing to check.",
                        "Name a registry with --registry, a chart store with --charts, or both."
                    );
                }

                var options = registry.Read(call, onlyFor: target.ReadHost(call));
                using var opened = trust.Open(call, call.Context.PathOf(call.Get(bundle)!));
                relocation = PushedBefore.Converting(relocation, opened, call.Console);
                using var client = new RegistryClient(options);
                using var http = client.CreateHttpClient();
                using var checker = new Checker(client, call.Get(parallel));
                var store = charts is null
                    ? null
                    : await new ChartStoreFinder(client, http, call.Context.Time).OpenForReadingAsync(
                        charts,
                        target.ReadChartsKind(call),
                        cancellation
                    );
                var report = new RegistryCheckReport(
                    relocation is null ? [] : await checker.CheckImagesAsync(opened, relocation, cancellation),
                    store is null ? [] : await Checker.CheckChartsAsync(Charts(opened), store, cancellation)
                );
                return MissingImages.Report(opened.Lock, call.Console, Print(report, call.Console, call.Get(output) == "json"));

                IReadOnlyList<ChartToDeliver> Charts(Bundle bundle) =>
                    rewrite.IsGiven(call) || PushedBefore.RewroteDependencies(bundle, charts, call.Console)
                        ? rewrite.Rewrite(call, BundleDelivery.ChartsOf(bundle))
                        : BundleDelivery.ChartsOf(bundle);
            }
        );
        return verb;
    }

    private static int Print(RegistryCheckReport report, UserConsole console, bool json)
    {
        if (json)
        {
            console.Print(JsonSerializer.Serialize(report, CheckJson.Default.RegistryCheckReport));
        }
        else
        {
            foreach (var item in report.Items)
            {
                console.Print(
                    item.State == CheckState.Complete
                        ? $"✓ {item.Source} → "
                            + $"{item.Target}{(item.LeftOut is { Count: var lacking } ? $" (but for {lacking} layers that only their publisher gives)" : "")}"
                        : $"✗ {item.Source} → {item.Target}: {item.Problem}"
                );
            }
        }

        var total = report.Items.Count();
        var wrong = report.Items.Count(item => item.State is CheckState.Missing or CheckState.Differs);
        var unknown = report.Items.Count(item => item.State == CheckState.Unknown);
        if (unknown > 0)
        {
            return console.Report(
                new Failure(
                    $"{unknown} of {total} could not be checked{(wrong > 0 ? $", and {wrong} are missing or differ" : "")}.",
                    null,
                    ExitCode.Failed
                )
            );
        }

        if (wrong > 0)
        {
            return console.Report(
                new Failure(
                    $"{wrong} of {total} are missing or differ.",
                    "'wsm push' with the same options sends what is missing.",
                    ExitCode.Incomplete
                )
            );
        }

        console.Say($"All {total} are there, every part of them.");
        return ExitCode.Done;
    }
}

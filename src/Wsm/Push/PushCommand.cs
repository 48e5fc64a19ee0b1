using System.CommandLine;
using System.Text.Json;
using Wsm.ChartStores;
using Wsm.CommandLine;
using Wsm.Oci.Registry;
using Wsm.Relocate;
using Wsm.Terminal;

namespace Wsm.Push;

internal static class PushCommand
{
    public static Verb Create(WsmContext context)
    {
        var target = new TargetArguments();
        var registry = new RegistryArguments();
        var bundle = BundleOption.Create();
        var parallel = new Option<int>("--jobs", "-j") { Description = "How many blobs travel at once.", HelpName = "N", DefaultValueFactory = _ => 4 };
        var chunkSize = new Option<string?>("--chunk-size") { Description = "Send blobs in pieces of this size (10M); otherwise only where the registry refuses whole ones.", HelpName = "SIZE" };
        var force = new Option<bool>("--force") { Description = "Replace charts that the store holds with other content." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print what would be pushed, and send nothing." };
        var preflight = new Option<bool>("--preflight") { Description = "Only check: registry, credentials, rights on each repository, chart store, bundle." };
        var relocationFile = new Option<string?>("--relocation-file") { Description = "Where to write what went where (default: relocation.json in the bundle).", HelpName = "FILE" };
        var output = new Option<string>("--output", "-o") { Description = "text, or json for a report on standard output.", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");
        parallel.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 64) result.AddError("--jobs must be between 1 and 64.");
        });

        var verb = new Verb("push", "Push a bundle's images to a registry, and its charts to a chart store.", context)
        {
            Examples =
            [
                new("wsm push --registry registry.example.com --charts oci://registry.example.com/charts", "Images and charts into one registry"),
                new("wsm push --registry harbor.example.com/wandb --charts https://charts.example.com --dry-run", "See first what would go where"),
                new("wsm push --registry registry.example.com --map 'quay.io/prometheus/*=registry.example.com/mon/*'", "A place of its own for some images"),
                new("wsm push --registry registry.example.com --preflight", "Is everything ready? Nothing is pushed"),
                new("wsm push --charts ./charts-repo", "Only the charts, into a folder that a web server shows"),
            ],
        };
        target.AddTo(verb);
        foreach (var option in (Option[])[bundle, parallel, chunkSize, force, dryRun, preflight, relocationFile, output]) verb.Add(option);
        registry.AddTo(verb);
        verb.Runs(async (call, cancellation) =>
        {
            var request = new PushRequest
            {
                Bundle = call.Context.PathOf(call.Get(bundle)!),
                Relocation = target.ReadRelocation(call),
                Charts = target.ReadCharts(call),
                ChartsKind = target.ReadChartsKind(call),
                Force = call.Get(force),
                Parallel = call.Get(parallel),
                ChunkSize = call.Get(chunkSize) is { } size ? SizeText.Parse(size, "--chunk-size") : null,
                RelocationFile = call.GetPath(relocationFile),
            };
            if (request.Relocation is null && request.Charts is null) throw UserError.Usage("There is nowhere to push to.", "Name a registry with --registry, a chart store with --charts, or both.");

            var options = registry.Read(call, onlyFor: target.ReadHost(call));
            using var client = new RegistryClient(options);
            using var http = new HttpClient(new WebHandler(options));
            var stores = new ChartStoreFinder(client, http, call.Context.Time);
            if (call.Get(preflight)) return await PreflightOutput.RunAsync(new Preflight(options, stores, request), call.Console, call.Get(output) == "json", cancellation);
            return await RunAsync(new Pusher(client, options, stores, request), request, call, call.Get(output) == "json", call.Get(dryRun), cancellation);
        });
        return verb;
    }

    private static async Task<int> RunAsync(Pusher pusher, PushRequest request, Call call, bool json, bool dryRun, CancellationToken cancellationToken)
    {
        var console = call.Console;
        var report = dryRun
            ? await pusher.PlanAsync(cancellationToken)
            : await console.ShowProgressAsync(board => pusher.RunAsync(new PushBoard(board, console, lines: !json), cancellationToken));

        if (!dryRun && await RelocationRecord.TryWriteAsync(request, report, cancellationToken) is { } problem) console.Detail(problem);
        if (json) console.Print(JsonSerializer.Serialize(report, PushJson.Default.PushReport));
        else if (dryRun) foreach (var item in report.Items) console.Print(PushText.Line(item));

        var failed = report.Items.Count(item => item.Result == PushResult.Failed);
        if (failed == 0)
        {
            console.Say(PushText.Summary(report));
            if (request.Charts is null) console.Say("The charts stay in the bundle; --charts says where they should go.");
            return ExitCode.Done;
        }
        var total = report.Items.Count();
        return console.Report(new Failure($"{failed} of {total} {(dryRun ? "would fail" : "failed")}: {PushText.Summary(report)}", dryRun ? null : "Run the same command again when that is mended; what has arrived is not sent again.", ExitCode.Failed)
        {
            Details = PushText.Hints(report),
        });
    }
}

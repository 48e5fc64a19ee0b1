using System.CommandLine;
using System.Text.Json;
using Wsm.Bundles;
using Wsm.ChartStores;
using Wsm.CommandLine;
using Wsm.Oci.Registry;
using Wsm.Relocate;
using Wsm.Terminal;

namespace Wsm.Check;

internal static class CheckCommand
{
    public static Verb Create(WsmContext context)
    {
        var target = new TargetArguments();
        var registry = new RegistryArguments();
        var trust = new TrustArguments();
        var bundle = BundleOption.CreateForReading();
        var parallel = new Option<int>("--jobs", "-j")
        {
            Description = "How many questions are asked at once.",
            HelpName = "N",
            DefaultValueFactory = _ => 16,
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "'text', or 'json' for a report on standard output.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "text",
        };
        output.AcceptOnlyFromAmong("text", "json");
        parallel.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 64)
                result.AddError("--jobs takes a number from 1 to 64.");
        });
        var verb = new Verb("check", "Compare a registry and a chart store with a bundle, down to every layer.", context)
        {
            Examples =
            [
                new(
                    "wsm check --registry registry.example.com --charts oci://registry.example.com/charts",
                    "Is everything there, with the right digests? Exit code 3 if not"
                ),
                new("wsm check --registry registry.example.com -o json", "The same for a script"),
            ],
        };
        target.AddTo(verb);
        foreach (var option in (Option[])[bundle, parallel, output])
            verb.Add(option);
        registry.AddTo(verb);
        trust.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                var relocation = target.ReadRelocation(call);
                var charts = target.ReadCharts(call);
                if (relocation is null && charts is null)
                    throw UserError.Usage(
                        "There is nothing to check.",
                        "Name a registry with --registry, a chart store with --charts, or both."
                    );

                var options = registry.Read(call, onlyFor: target.ReadHost(call));
                using var opened = trust.Open(call, call.Context.PathOf(call.Get(bundle)!));
                using var client = new RegistryClient(options);
                using var http = new HttpClient(new WebHandler(options));
                using var checker = new Checker(client, call.Get(parallel));
                var store = charts is null
                    ? null
                    : await new ChartStoreFinder(client, http, call.Context.Time).OpenAsync(
                        charts,
                        target.ReadChartsKind(call),
                        cancellation
                    );
                var report = new CheckReport(
                    relocation is null ? [] : await checker.CheckImagesAsync(opened, Relocation.Create(relocation), cancellation),
                    store is null ? [] : await Checker.CheckChartsAsync(opened, store, cancellation)
                );
                return Print(report, call.Console, call.Get(output) == "json");
            }
        );
        return verb;
    }

    private static int Print(CheckReport report, UserConsole console, bool json)
    {
        if (json)
            console.Print(JsonSerializer.Serialize(report, CheckJson.Default.CheckReport));
        else
            foreach (var item in report.Items)
                console.Print(
                    item.State == CheckState.Complete
                        ? $"✓ {item.Source} → {item.Target}"
                        : $"✗ {item.Source} → {item.Target}: {item.Problem}"
                );

        var total = report.Items.Count();
        var wrong = report.Items.Count(item => item.State is CheckState.Missing or CheckState.Differs);
        var unknown = report.Items.Count(item => item.State == CheckState.Unknown);
        if (unknown > 0)
            return console.Report(
                new Failure(
                    $"{unknown} of {total} could not be checked{(wrong > 0 ? $", and {wrong} are missing or differ" : "")}.",
                    null,
                    ExitCode.Failed
                )
            );
        if (wrong > 0)
            return console.Report(
                new Failure(
                    $"{wrong} of {total} are missing or differ.",
                    "'wsm push' with the same options brings what is missing.",
                    ExitCode.Incomplete
                )
            );
        console.Say($"All {total} are there, every part of them.");
        return ExitCode.Done;
    }
}

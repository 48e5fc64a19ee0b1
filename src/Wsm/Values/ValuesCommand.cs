using System.CommandLine;
using Wsm.Bundles;
using Wsm.CommandLine;
using Wsm.Relocate;
using Wsm.Terminal;
using Wsm.Values.Explain;
using Wsm.Values.Overrides;
using Wsm.Values.Presence;

namespace Wsm.Values;

internal static class ValuesCommand
{
    public static Verb Create(WsmContext context)
    {
        var catalog = new CatalogArguments();
        var target = new TargetArguments();
        var registry = new RegistryArguments();
        var emission = new EmissionArguments();
        var bundle = BundleOption.CreateForReading();
        var signatures = new TrustArguments();
        var outFolder = new Option<string>("--out")
        {
            Description = "The folder to write to.",
            HelpName = "DIR",
            DefaultValueFactory = _ => ".",
        };
        var explain = new Option<string?>("--explain")
        {
            Description =
                "Write nothing; tell which layer sets this value: chart, operator defaults, channel, catalog, your files, relocation.",
            HelpName = "PATH",
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "text, or json for the proof on standard output.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "text",
        };
        output.AcceptOnlyFromAmong("text", "json");

        var verb = new Verb("values", "Write the values under which every image comes from inside, and prove it.", context)
        {
            Examples =
            [
                new(
                    "wsm values --registry registry.example.com --charts https://charts.example.com --out deploy",
                    "From ./bundle: operator-values.yaml, wandb.yaml and proof.json; the registry is asked for every image"
                ),
                new(
                    "wsm values --registry registry.example.com -f wandb-settings.yaml --chart-source configmap",
                    "Your own settings on top; no chart store needed"
                ),
                new(
                    "wsm values --chart ./mychart -f prod.yaml --registry registry.example.com:5000 --out deploy",
                    "Any chart: values-mychart.yaml"
                ),
                new(
                    "wsm values --registry registry.example.com -f wandb-settings.yaml --explain app.image.repository",
                    "Which layer says so"
                ),
                new(
                    "wsm values --registry registry.example.com --charts oci://registry.example.com/charts --mirror-config containerd",
                    "Cover what no value reaches"
                ),
            ],
        };
        catalog.AddTo(verb);
        target.AddTo(verb);
        foreach (var option in (Option[])[bundle, outFolder, explain, output])
            verb.Add(option);
        emission.AddTo(verb);
        registry.AddTo(verb);
        signatures.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                var relocation = Relocation.Create(
                    target.ReadRelocation(call)
                        ?? throw UserError.Usage(
                            "Where will the images be?",
                            "Name the registry inside with --registry HOST[:PORT][/prefix]."
                        )
                );
                using var source = catalog.IsGiven(call) ? null : signatures.Open(call, call.Context.PathOf(call.Get(bundle)!));
                var options = registry.Read(call, onlyFor: source is null ? null : target.ReadHost(call));
                var request = await emission.FillAsync(
                    new ValuesRequest
                    {
                        Set = source?.ReadImageSet()
                            ?? (
                                await catalog.ResolveAsync(call, catalog.ReadCatalog(call), options, fetchCharts: true, cancellation)
                            ).Complete(),
                        Relocation = relocation,
                        Held = source is null ? _ => new HeldImage(null) : HeldImage.In(source),
                        UserValues = source is null ? [] : catalog.ReadValues(call),
                        Charts = target.ReadCharts(call),
                        Question = source is null || catalog.IsOffline(call) ? null : RegistryQuestion.Of(source, options),
                        OutFolder = call.Context.PathOf(call.Get(outFolder)!),
                    },
                    call,
                    cancellation
                );
                if (request.ByDigest && source is null)
                    throw UserError.Usage(
                        "--by-digest takes the digests from a bundle, and --chart or --catalog name none.",
                        "Download a bundle first, and name it with --bundle."
                    );
                if (call.Get(explain) is { } path)
                {
                    foreach (var history in await ValuesRun.ExplainAsync(request, ValuePathText.Parse(path), cancellation))
                        ValuesText.Print(history, call.Console);
                    return ExitCode.Done;
                }

                var report = await ValuesRun.RunAsync(request, cancellation);
                if (call.Get(output) == "json")
                    call.Console.Print(report.ProofFile.ToJson());
                else
                    ValuesText.Print(report, call.Get(outFolder)!, call.Console);
                return ValuesOutcome.Report(report, request, call.Console);
            }
        );
        return verb;
    }
}

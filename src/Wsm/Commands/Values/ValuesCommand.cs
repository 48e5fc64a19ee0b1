using System.CommandLine;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Failures;
using Wsm.Site.Conversions;
using Wsm.Site.Relocations;
using Wsm.Site.Values;
using Wsm.Site.Values.Overrides;
using Wsm.Site.Values.Presence;
using Wsm.Site.Values.Requests;
using Wsm.Terminal;
using Wsm.Terminal.Values;

namespace Wsm.Commands.Values;

internal static class ValuesCommand
{
    public static Verb Create(WsmContext context) => Create(context, vendor: false);

    /// <summary>Under the vendor's name, where -o may also name the file to write.</summary>
    public static Verb CreateForVendor(WsmContext context) => Create(context, vendor: true);

    private static Verb Create(WsmContext context, bool vendor)
    {
        var catalog = new CatalogArguments(forResource: true);
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
                "Write nothing; show which layer sets this value: chart, operator defaults, channel, catalog, your files, relocation.",
            HelpName = "PATH",
        };
        var output = vendor
            ? new Option<string>("--output", "-o")
            {
                Description =
                    "The file for the resource or the values, the others beside it; or text, or json for the proof on standard output.",
                HelpName = "FILE",
                DefaultValueFactory = _ => OutputOption.Text,
            }
            : OutputOption.Create("text, or json for the proof on standard output.");

        var verb = new Verb("values", "Write the values under which every image comes from inside, and prove it.", context)
        {
            Examples =
            [
                new(
                    "wsm values -f wandb-settings.yaml -f operator=operator-settings.yaml --out deploy",
                    "After a push: where everything went is known from it"
                ),
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
                    "wsm values --manifests ./deploy --registry registry.example.com --out deploy-inside",
                    "Plain manifests: a kustomization around them, for kubectl apply -k"
                ),
                new(
                    "wsm values --registry registry.example.com -f wandb-settings.yaml --explain app.image.repository",
                    "Which layer sets it"
                ),
                new(
                    "wsm values --registry registry.example.com --charts oci://registry.example.com/charts --mirror-config containerd",
                    "Cover what no value reaches"
                ),
                new(
                    "wsm values --mirror-config containerd --mirror-credentials --username registry.example.com=puller "
                        + "--password-stdin < password.txt",
                    "The same where nodes must log in to the registry, as a user that may only pull"
                ),
            ],
        };
        catalog.AddTo(verb);
        target.AddTo(verb);
        foreach (var option in (Option[])[bundle, outFolder, explain, output])
        {
            verb.Add(option);
        }

        emission.AddTo(verb);
        registry.AddTo(verb);
        signatures.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                using var source = catalog.IsGiven(call) ? null : signatures.Open(call, call.Context.PathOf(call.Get(bundle)!));
                var pushed = target.ReadRelocation(call) is null && source is not null ? PushedBefore.Read(source) : null;
                var places = PushedBefore.Converting(target.ReadRelocation(call), source, call.Console)
                    ?? (
                        pushed is null
                            ? throw UserError.Usage(
                                "Where will the images be?",
                                "Name the registry inside with --registry HOST[:PORT][/prefix]; after a push from the "
                                    + "bundle's folder it is known."
                            )
                            : new RelocationOptions { Pushed = pushed }
                    );
                if (source is null && places.Convert != ImageConversion.None)
                {
                    throw UserError.Usage(
                        "--convert changes digests, and --chart or --catalog name none.",
                        "Download a bundle first, and name it with --bundle."
                    );
                }

                var relocation = source is null ? Relocation.Create(places) : BundleConversion.RelocationOf(source, places);
                var charts = target.ReadCharts(call) ?? pushed?.ChartStore;
                if (pushed is not null)
                {
                    call.Console.Say(PushedBefore.Sentence(pushed, relocation, source!, tookCharts: target.ReadCharts(call) is null));
                }

                registry.RequireNamedHost(call, pushed is null ? null : relocation.PullHost);
                var options = registry.Read(call, onlyFor: source is null ? null : target.ReadHost(call) ?? relocation.PullHost);
                var set = source?.ReadImageSet()
                    ?? (await catalog.ResolveAsync(call, catalog.ReadCatalog(call), options, fetchCharts: true, cancellation)).Complete();
                var request = await emission.FillAsync(
                    new ValuesRequest
                    {
                        Set = set,
                        Relocation = relocation,
                        Held = source is null
                            ? HeldImage.OfAllBut(set.Components.SelectMany(component => component.Excluded))
                            : HeldImage.In(source, relocation),
                        UserValues = source is null ? [] : await catalog.ReadValuesAsync(call, options, cancellation),
                        Charts = charts,
                        ChartFolder = source?.Files.Folder?.PathOf("charts"),
                        Question = source is null || catalog.IsOffline(call) ? null : PresenceQuery.Of(source, relocation, options),
                        OutFolder = call.Context.PathOf(call.Get(outFolder)!),
                    },
                    call,
                    options,
                    catalog.ReadNamespace(call),
                    cancellation
                );
                if (vendor && call.Get(output) is not (OutputOption.Text or OutputOption.Json) and var file)
                {
                    request = request.WrittenTo(call.Context.PathOf(file!));
                }

                if (request.ByDigest && source is null)
                {
                    throw UserError.Usage(
                        "--by-digest takes the digests from a bundle, and --chart or --catalog name none.",
                        "Download a bundle first, and name it with --bundle."
                    );
                }

                if (call.Get(explain) is { } path)
                {
                    foreach (var history in await ValuesRun.ExplainAsync(request, ValuePathText.Parse(path), cancellation))
                    {
                        ValuesText.Print(history, call.Console);
                    }

                    return ExitCode.Done;
                }

                var report = await ValuesRun.RunAsync(request, cancellation);
                FindingReport.WarnBesideProof(call.Console, request.Set);
                if (call.Get(output) == "json")
                {
                    call.Console.Print(report.ProofFile.ToJson());
                }
                else
                {
                    ValuesText.Print(report, call.Has(outFolder) || !vendor ? call.Get(outFolder)! : request.OutFolder, call.Console);
                }

                return ValuesOutcome.Report(report, request, call.Console);
            }
        );
        return verb;
    }
}

using System.CommandLine;
using System.Text.Json;
using Wsm.Bundles;
using Wsm.Catalogs;
using Wsm.CommandLine;
using Wsm.Relocate;
using Wsm.Terminal;
using Wsm.Values.Explain;
using Wsm.Values.Migration;
using Wsm.Values.Mirrors;
using Wsm.Values.Overrides;

namespace Wsm.Values;

internal static class ValuesCommand
{
    public static Verb Create(WsmContext context)
    {
        var catalog = new CatalogArguments();
        var target = new TargetArguments();
        var registry = new RegistryArguments();
        var bundle = BundleOption.Create();
        var outFolder = new Option<string>("--out") { Description = "The folder to write to.", HelpName = "DIR", DefaultValueFactory = _ => "." };
        var chartSource = new Option<string>("--chart-source") { Description = "Where the operator takes the W&B chart from: the chart store of --charts, or a ConfigMap that is written too.", HelpName = "SOURCE", DefaultValueFactory = _ => "store" };
        chartSource.AcceptOnlyFromAmong("store", "configmap");
        var byDigest = new Option<bool>("--by-digest") { Description = "Pin every image by its digest (from a bundle)." };
        var pullSecrets = new Option<string[]>("--pull-secret") { Description = "The name of an image pull secret (repeatable).", HelpName = "NAME" };
        var trust = new Option<string?>("--trust-ca") { Description = "CA certificates that the product must trust, PEM; several in one file are split.", HelpName = "FILE" };
        var mirror = new Option<string?>("--mirror-config") { Description = "Also write what makes nodes fetch public names from inside: containerd, k3s, crio or openshift.", HelpName = "RUNTIME" };
        mirror.AcceptOnlyFromAmong("containerd", "k3s", "crio", "openshift");
        var plainHttp = new Option<bool>("--plain-http") { Description = "The registry speaks plain HTTP; mirror configuration says so." };
        var fromHelm = new Option<string?>("--from-helm") { Description = "Take over the settings of an old installation: the output of 'helm get values' or 'kubectl get deployment wandb -o yaml'.", HelpName = "FILE" };
        var explain = new Option<string?>("--explain") { Description = "Write nothing; tell which layer sets this value: chart, channel, catalog, your files, relocation.", HelpName = "PATH" };
        var output = new Option<string>("--output", "-o") { Description = "text, or json for the proof on standard output.", HelpName = "FORMAT", DefaultValueFactory = _ => "text" };
        output.AcceptOnlyFromAmong("text", "json");

        var verb = new Verb("values", "Write the values under which every image comes from inside, and prove it.", context)
        {
            Examples =
            [
                new("wsm values --registry registry.example.com --charts https://charts.example.com --out deploy", "From ./bundle: operator-values.yaml, wandb.yaml and proof.json"),
                new("wsm values --registry registry.example.com -f wandb-settings.yaml --chart-source configmap", "Your own settings on top; no chart store needed"),
                new("wsm values --chart ./mychart -f prod.yaml --registry registry.example.com:5000 --out deploy", "Any chart: values-mychart.yaml"),
                new("wsm values --registry registry.example.com -f wandb-settings.yaml --explain app.image.repository", "Which layer says so"),
                new("wsm values --registry registry.example.com --charts oci://registry.example.com/charts --mirror-config containerd", "Cover what no value reaches"),
            ],
        };
        catalog.AddTo(verb);
        target.AddTo(verb);
        foreach (var option in (Option[])[bundle, outFolder, chartSource, byDigest, pullSecrets, trust, mirror, plainHttp, fromHelm, explain, output])
            verb.Add(option);
        registry.AddTo(verb);
        verb.Runs(async (call, cancellation) =>
        {
            var relocation = Relocation.Create(target.ReadRelocation(call) ?? throw UserError.Usage("Where will the images be?", "Name the registry inside with --registry HOST[:PORT][/prefix]."));
            using var source = catalog.IsGiven(call) ? null : Bundle.Open(call.Context.PathOf(call.Get(bundle)!));
            var request = new ValuesRequest
            {
                Set = source?.ReadImageSet() ?? (await catalog.ResolveAsync(call, catalog.ReadCatalog(call), registry.Read(call), fetchCharts: true, cancellation)).Complete(),
                Relocation = relocation,
                Held = source is null ? _ => new HeldImage(null) : HeldIn(source),
                OldSettings = call.Get(fromHelm) is { } old ? OldInstallation.Read(await ReadAsync(call.Context.PathOf(old), cancellation), old) : null,
                UserValues = source is null ? [] : catalog.ReadValues(call),
                Charts = target.ReadCharts(call),
                ChartFromConfigMap = call.Get(chartSource) == "configmap",
                ByDigest = call.Get(byDigest),
                PullSecrets = call.Get(pullSecrets) ?? [],
                Certificates = call.GetPath(trust) is { } file ? CertificateBundle.Split(await ReadAsync(file, cancellation), file) : [],
                Mirror = call.Get(mirror) is { } kind ? Enum.Parse<MirrorKind>(kind, ignoreCase: true) : null,
                PlainHttp = call.Get(plainHttp),
                OutFolder = call.Context.PathOf(call.Get(outFolder)!),
            };
            if (request.ByDigest && source is null)
                throw UserError.Usage("--by-digest takes the digests from a bundle, and --chart or --catalog name none.", "Download a bundle first, and name it with --bundle.");
            if (call.Get(explain) is { } path)
            {
                foreach (var history in await ValuesRun.ExplainAsync(request, ValuePathText.Parse(path), cancellation))
                    ValuesText.Print(history, call.Console);
                return ExitCode.Done;
            }

            var report = await ValuesRun.RunAsync(request, cancellation);
            if (call.Get(output) == "json")
                call.Console.Print(JsonSerializer.Serialize(new ProofFile { Images = report.Proof }, ProofJson.Default.ProofFile));
            else
                ValuesText.Print(report, call.Get(outFolder)!, call.Console);
            if (report.Unproved.Count == 0)
                return ExitCode.Done;
            return call.Console.Report(new Failure(
                $"{report.Unproved.Count} places still name an image that is not known to be inside.",
                request.Mirror is null ? "What is literal in a template needs the nodes' help: --mirror-config containerd|k3s|crio|openshift." : "Add the missing images to the bundle, or take them out of your values.",
                ExitCode.Incomplete));
        });
        return verb;
    }

    private static Func<Oci.References.ImageReference, HeldImage?> HeldIn(Bundle bundle)
    {
        var held = bundle.Lock.Images.ToDictionary(image => Oci.References.ImageReference.Parse(image.Reference), image => new HeldImage(image.Digest));
        return reference => held.GetValueOrDefault(reference);
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancellation) =>
        File.Exists(file) ? await File.ReadAllTextAsync(file, cancellation) : throw UserError.Usage($"There is no file {file}.");
}

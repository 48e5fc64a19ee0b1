using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Commands.Download;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;
using Wsm.Product.Sources;
using Wsm.Tests.ChartStores;
using Wsm.Tests.Push;
using Wsm.Tests.Serve;

namespace Wsm.Tests.Values;

/// <summary>A bundle of an operator and the platform that it deploys, downloaded from a registry that is gone again.</summary>
internal sealed class ProductBundle : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ProductBundle(string upstream) => Upstream = upstream;

    /// <summary>HOST:PORT that the public references begin with.</summary>
    public string Upstream { get; }

    public string Folder => _folder["bundle"];

    public string this[string name] => _folder[name];

    public string Write(string name, string text) => _folder.Write(name, text);

    public string Read(string name) => File.ReadAllText(_folder[name]);

    public Task<RunResult> RunAsync(params string[] arguments) => RunResult.OfAsync([arguments[0], "--bundle", Folder, .. arguments[1..]]);

    /// <summary>The operator, two images of the platform, and one of the vendor's that the channel names.</summary>
    /// <param name="operatorVersion">The tag of the operator's image.</param>
    /// <param name="space">Where all of it goes, in charts that a real cluster takes; null for what a catalog says.</param>
    public static async Task<ProductBundle> MakeAsync(string operatorVersion = "1.22.0", string? space = null)
    {
        await using var upstream = await RunningRegistry.StartAsync();
        var made = new ProductBundle(upstream.Host);
        (string Name, string Tag)[] images =
        [
            ("wandb/controller", operatorVersion),
            ("wandb/local", "0.62.2"),
            ("wandb/console", "2.13.1"),
        ];
        foreach (var (at, (name, tag)) in images.Index())
        {
            await TestImagesPush.PushAsync(upstream.Host, name, tag, TestImages.Random(at, 2000));
        }

        ResolvedImage Image(int at) => new(ImageReference.Parse($"{upstream.Host}/{images[at].Name}:{images[at].Tag}"), []);
        var set = new ImageSet(
            "wandb",
            "W&B",
            [
                new ResolvedComponent
                {
                    Name = "operator",
                    Title = "Operator",
                    Images = [Image(0)],
                    Chart = Chart(
                        "operator",
                        "1.4.8",
                        $"image: {{repository: {upstream.Host}/wandb/controller, tag: \"{operatorVersion}\", pullSecrets: []}}\nairgapped: false\ncustomCACerts: []\n",
                        space is null
                            ? OperatorTemplate
                            : OperatorTemplate.Replace("spec:\n  template:\n", RunnableHead, StringComparison.Ordinal),
                        space is null ? [] : [("operator/crds/wandb.yaml", ResourceDefinition)]
                    ),
                    ReleaseName = "operator",
                    Namespace = space ?? "wandb",
                    Emit = new Emit
                    {
                        Kind = EmitKind.Values,
                        File = "operator-values.yaml",
                        Set = new Dictionary<string, string> { ["airgapped"] = "true" },
                    },
                },
                new ResolvedComponent
                {
                    Name = "wandb",
                    Title = "W&B",
                    Images = [Image(1), Image(2)],
                    Chart = Chart(
                        "operator-wandb",
                        "0.18.0",
                        $"global: {{host: \"\", license: \"\"}}\napp: {{image: {{repository: {upstream.Host}/wandb/local, "
                            + $"tag: old}}}}\nconsole: {{install: false, image: {{repository: {upstream.Host}/wandb/console, tag: "
                            + $"\"2.13.1\"}}}}\nsize: small\n",
                        PlatformTemplate
                    ),
                    ReleaseName = "wandb",
                    Namespace = space,
                    ChannelAnswer = "{}"u8.ToArray(),
                    Values =
                    [
                        new ValuesLayer(ValuesLayer.Channel, "app: {image: {tag: \"0.62.2\"}}\nsize: channel\nconsole: {install: true}\n"),
                    ],
                    Emit = new Emit { Kind = EmitKind.WeightsAndBiases, File = "wandb.yaml" },
                },
            ]
        );
        using var client = new RegistryClient(new RegistryOptions());
        var report = await new Downloader(client, new Progress<TransferEvent>()).RunAsync(
            new DownloadRequest
            {
                Set = set,
                Folder = made.Folder,
                Platforms = PlatformChoice.Parse([]),
            },
            TestContext.Current.CancellationToken
        );
        Assert.True(report.IsFinished);
        return made;
    }

    public void Dispose() => _folder.Dispose();

    private static ResolvedChart Chart(string name, string version, string values, string template, params (string, string)[] more)
    {
        var archive = SampleCharts.Pack([
            ($"{name}/Chart.yaml", $"apiVersion: v2\nname: {name}\nversion: {version}\n"),
            ($"{name}/values.yaml", values),
            ($"{name}/templates/all.yaml", template),
            .. more,
        ]);
        return new ResolvedChart(name, version, "https://charts.example", archive, Digest.Of(archive).Hex);
    }

    private const string RunnableHead = "spec:\n  selector: {matchLabels: {app: c}}\n  template:\n    metadata: {labels: {app: c}}\n";

    private const string ResourceDefinition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: weightsandbiases.apps.wandb.com}
        spec:
          group: apps.wandb.com
          scope: Namespaced
          names: {plural: weightsandbiases, singular: weightsandbiases, kind: WeightsAndBiases}
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}
        """;

    private const string OperatorTemplate = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: controller}
        spec:
          template:
            spec:
              imagePullSecrets:
              {{- range .Values.image.pullSecrets }}
              - name: {{ . }}
              {{- end }}
              containers:
              - name: manager
                image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
                args: ["--airgapped={{ .Values.airgapped }}", "--certificates={{ len .Values.customCACerts }}"]
        """;

    private const string PlatformTemplate = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: app, namespace: {{ .Values.global.operator.namespace }}}
        spec:
          template:
            spec:
              imagePullSecrets: {{ toJson (.Values.global.imagePullSecrets | default list) }}
              containers:
              - name: app
                image: "{{ .Values.app.image.repository }}:{{ .Values.app.image.tag }}"
                env:
                - {name: HOST, value: {{ .Values.global.host | quote }}}
                - {name: SIZE, value: {{ .Values.size | quote }}}
                - {name: AUTHORITIES, value: {{ len (.Values.global.customCACerts | default list) | quote }}}
              {{- if .Values.console.install }}
              - name: console
                image: "{{ .Values.console.image.repository }}:{{ .Values.console.image.tag }}"
              {{- end }}
        """;
}

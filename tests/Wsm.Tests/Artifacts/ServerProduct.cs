using Wsm.Peers;

namespace Wsm.Tests.Artifacts;

/// <summary>
/// A small product of the second kind: an operator's chart in a registry, with sub-charts that are operators themselves, and a list of
/// images as an artifact beside it.
/// </summary>
internal sealed class ServerProduct : IAsyncDisposable
{
    public const string Version = "0.90.1";

    private readonly TemporaryFolder _folder = new();

    private ServerProduct(RegistryProcess source) => Source = source;

    public RegistryProcess Source { get; }

    public string Host => Source.Host;

    public string Folder => _folder.Path;

    public string Catalog => _folder["catalog.yaml"];

    public string this[string name] => _folder[name];

    /// <summary>
    /// What containers and sub-charts start, what an argument names, what the list names, and what is started by default.
    /// </summary>
    public static IReadOnlyList<string> Repositories { get; } =
    [
        "team/operator",
        "team/db-operator",
        "team/db-agent",
        "team/cache-operator",
        "srv/api",
        "srv/web",
        "srv/init",
        "data/db",
        "data/cache",
    ];

    public static async Task<ServerProduct> MakeAsync()
    {
        var product = new ServerProduct(await RegistryProcess.StartAsync());
        await product.PublishAsync();
        return product;
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        _folder.Dispose();
    }

    public Task PublishListAsync(string tag, string list) =>
        TestImagesPush.PushAsync(Host, "srv/list", tag, TestImages.OfFiles(("manifest.yaml", list), ("sizing.yaml", Sizing)));

    public string List(string api = "1", string requires = "^2.0.0") =>
        $$"""
            # The applications of one version.
            requiredOperatorVersion: {{requires}}
            applications:
              api:
                image: {repository: {{Host}}/srv/api, tag: "{{api}}"} # the largest
                initContainers:
                  - name: wait
                    image:
                      registry: {{Host}}
                      repository: srv/init
                      tag: "1"
              web:
                image:
                  repository: {{Host}}/srv/web
                  tag: "1"
            mysql:
              default:
                images:
                  mysql: {registry: "{{Host}}", repository: data/db, tag: "1"}
            redis:
              default:
                storage: 1Gi
            """ + "\n";

    private const string Sizing = "applications:\n  api:\n    small: {cpu: 1}\nredis:\n  default:\n    small: {cpu: 1}\n";

    /// <summary>The pod that reads the list: what it mounts, and whom it trusts.</summary>
    private const string Reading = """

                  volumeMounts: {{ toJson .Values.manager.volumeMounts }}
                  env:
                    - name: TRUSTED
                      value: {{ (.Values.manager.caCerts | default dict).certs | toJson | quote }}
              volumes: {{ toJson .Values.manager.volumes }}
        """;

    private const string ReadingValues = """
        manager:
          volumes: [{name: scratch, emptyDir: {}}]
          volumeMounts: [{name: scratch, mountPath: /tmp}]
          caCerts: {certs: []}

        """;

    private async Task PublishAsync()
    {
        foreach (var (at, repository) in Repositories.Index())
        {
            await TestImagesPush.PushAsync(Host, repository, "1", TestImages.Random(at + 1, 2000 + at));
        }

        await PublishListAsync("0.90.0", List());
        await PublishListAsync(Version, List());
        await PublishListAsync("0.91.0-dev", List());
        WriteChart(
            "operator",
            "2.0.0-beta.1",
            Deployment("operator", "image.repository", "image.tag") + Reading,
            Values("team/operator") + ReadingValues
        );
        WriteChart(
            "operator/charts/db-operator",
            "1.0.0",
            Deployment(
                "db-operator",
                "image.repository",
                "image.tag",
                "--agent-image={{ .Values.agent.repository }}:{{ .Values.agent.tag }}"
            ),
            Values("team/db-operator") + $"agent:\n  repository: {Host}/team/db-agent\n  tag: \"1\"\n"
        );
        WriteChart(
            "operator/charts/cache-operator",
            "1.0.0",
            Deployment("cache-operator", "imageName", "imageTag"),
            $"imageName: {Host}/team/cache-operator\nimageTag: \"1\"\n"
        );
        var helm = Tool.Find("helm", "WSM_TEST_HELM");
        await Tool.RunAsync(helm, ["package", _folder["operator"], "-d", Folder]);
        await Tool.RunAsync(helm, ["push", "--plain-http", _folder["operator-2.0.0-beta.1.tgz"], $"oci://{Host}/charts"]);
        _folder.Write("catalog.yaml", CatalogText("team/db-agent"));
    }

    public const string WithReader =
        "reader: {component: operator, requires: requiredOperatorVersion, volumes: manager.volumes, volumeMounts: manager.volumeMounts}";

    public string CatalogText(string agent, string reader = "") =>
        $$"""
            apiVersion: wsm/v1
            kind: Catalog
            metadata: {name: small-v2, title: Small}
            components:
              - name: operator
                title: Operator
                chart: {repository: "oci://{{Host}}/charts", name: operator, version: ">=2.0.0-beta.1 <3.0.0-0"}
                namespace: small-operators
                candidates:
                  - match: {{Host}}/{{agent}}
                    reason: put beside every database
                emit: {kind: values, file: operator-values.yaml}
              - name: server
                title: Server
                artifact:
                  repository: {{Host}}/srv/list
                  version: ">=0.80.0"
                  images: [applications.*.image, applications.*.initContainers.*.image, mysql.*.images.*, redis.*.images.*]
                  defaults:
                    mysql.default.images.mysql: {{Host}}/data/never:1
                    redis.default.images.standalone: {{Host}}/data/cache:1
                  {{reader}}
                releaseName: wandb
                namespace: wandb
                emit:
                  kind: weightsandbiases-v2
                  file: wandb.yaml
                  set: {size: small, retentionPolicy.onDelete: detach}
            """;

    private string Values(string repository) => $"image:\n  repository: {Host}/{repository}\n  tag: \"1\"\n";

    private void WriteChart(string path, string version, string template, string values)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        _folder.Write($"{path}/Chart.yaml", $"apiVersion: v2\nname: {name}\nversion: {version}\n");
        _folder.Write($"{path}/values.yaml", values);
        _folder.Write($"{path}/templates/deployment.yaml", template);
    }

    private static string Deployment(string name, string repository, string tag, string? argument = null) =>
        $$$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: {{{name}}}}
            spec:
              selector: {matchLabels: {app: {{{name}}}}}
              template:
                metadata: {labels: {app: {{{name}}}}}
                spec:
                  containers:
                    - name: manager
                      image: "{{ .Values.{{{repository}}} }}:{{ .Values.{{{tag}}} }}"
                      args: ["--leader-elect"{{{(argument is null ? "" : $", \"{argument}\"")}}}]
            """;
}

using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Helm.Values;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Configuration;
using Wsm.Kubernetes.Transport;
using Wsm.Peers;
using Wsm.Peers.Kubernetes;
using Wsm.Site.Releases.Actions;
using Wsm.Site.Releases.Differences;
using Wsm.Site.Releases.Readiness;
using Wsm.Site.Releases.Records;

namespace Wsm.Tests.Releases;

/// <summary>A namespace of a real cluster, charts, and both programs that install them there: wsm and the real helm.</summary>
internal sealed class ReleaseSite : IDisposable
{
    private readonly TemporaryFolder _folder;
    private readonly ApiClient _client;

    private ReleaseSite(RealCluster cluster, string space)
    {
        (_folder, Cluster, Space) = (new TemporaryFolder(), cluster, space);
        _client = new ApiClient(
            ClusterAccess.Find(
                new AccessOptions
                {
                    KubeConfig = cluster.KubeConfigFile,
                    Environment = new Dictionary<string, string>(),
                    CurrentDirectory = _folder.Path,
                }
            ),
            new ApiOptions { Environment = new Dictionary<string, string>(), UserAgent = $"wsm/{space}" }
        );
    }

    public RealCluster Cluster { get; }

    /// <summary>The namespace, which no other test has.</summary>
    public string Space { get; }

    /// <summary>All that was told so far; objects of one kind are sent side by side.</summary>
    public ConcurrentQueue<ReleaseNote> Notes { get; } = [];

    public string this[string name] => _folder[name];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<ReleaseSite> OpenAsync(SharedCluster shared)
    {
        var cluster = await shared.StartedAsync();
        return new ReleaseSite(cluster, await cluster.Objects.NewNamespaceAsync());
    }

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Writes a chart, and forgets the files that it had before.</summary>
    /// <param name="files">Path and text, of templates and others.</param>
    /// <returns>Its folder.</returns>
    public string WriteChart(string version, params (string Path, string Text)[] files)
    {
        if (Directory.Exists(_folder["chart"]))
        {
            Directory.Delete(_folder["chart"], recursive: true);
        }

        Write("chart/Chart.yaml", $"apiVersion: v2\nname: sample\nversion: {version}\nappVersion: \"7\"\n");
        foreach (var (path, text) in files)
        {
            Write($"chart/{path}", text);
        }

        return _folder["chart"];
    }

    public ReleaseRequest Request(string values = "", string name = "demo") =>
        new()
        {
            Name = name,
            Namespace = Space,
            Chart = new ChartLoader().Load(_folder["chart"]),
            Values = ValuesReader.Read(values),
        };

    /// <summary>As wsm deploys the chart, while controllers do their work.</summary>
    public async Task<ReleaseRecord> DeployAsync(string values = "", ReleaseOptions? options = null, string name = "demo")
    {
        var deploying = new ReleaseDeployer(await OpenAsync(), options ?? Quick).DeployAsync(Request(values, name), Cancellation);
        return await Cluster.Kubelet.WhileAsync(deploying, Space);
    }

    public async Task<IReadOnlyList<ObjectChange>> PreviewAsync(string values = "", ReleaseOptions? options = null) =>
        await new ReleasePreview(await OpenAsync(), options ?? Quick).PreviewAsync(Request(values), Cancellation);

    public async Task<ReleaseRecord> RollBackAsync(int revision = 0, ReleaseOptions? options = null)
    {
        var rolling = new ReleaseRollback(await OpenAsync(), options ?? Quick).RollBackAsync("demo", Space, revision, Cancellation);
        return await Cluster.Kubelet.WhileAsync(rolling, Space);
    }

    public async Task RemoveAsync(bool keepHistory = false) =>
        await new ReleaseRemover(await OpenAsync(), Quick).RemoveAsync("demo", Space, keepHistory, Cancellation);

    public Task<IReadOnlyList<ReleaseRecord>> HistoryAsync(string name = "demo") => Store.HistoryAsync(name, Cancellation);

    public ReleaseStore Store => new(_client, Space, TimeProvider.System);

    public static ReleaseOptions Quick { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>The real helm's output; it must end well.</summary>
    public async Task<string> HelmAsync(params string[] arguments) => Well(await TryHelmAsync("helm", "WSM_TEST_HELM", arguments));

    public async Task<string> Helm3Async(params string[] arguments) => Well(await TryHelmAsync("helm3", "WSM_TEST_HELM3", arguments));

    public Task<ToolResult> TryHelmAsync(params string[] arguments) => TryHelmAsync("helm", "WSM_TEST_HELM", arguments);

    /// <summary>An object of this namespace; null where there is none.</summary>
    /// <param name="path">Group and version, and plural: <c>apps/v1/deployments/web</c>, <c>v1/configmaps/a</c>.</param>
    public Task<JsonObject?> FindAsync(string path)
    {
        var words = path.Split('/');
        var (root, rest) = words[0] != "v1" ? ($"/apis/{words[0]}/{words[1]}", words[2..]) : ($"/api/{words[0]}", words[1..]);
        return Cluster.Objects.FindAsync($"{root}/namespaces/{Space}/{string.Join('/', rest)}");
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    public Task<ReleaseCluster> OpenAsync() => ReleaseCluster.OpenAsync(_client, TimeProvider.System, Notes.Enqueue, Cancellation);

    private static string Well(ToolResult run) =>
        run.ExitCode == 0
            ? run.Output
            : throw new InvalidOperationException($"{run.CommandLine} ended with {run.ExitCode}\n{run.Error}{run.Output}");

    private async Task<ToolResult> TryHelmAsync(string program, string variable, string[] arguments)
    {
        var running = Tool.TryRunAsync(
            Tool.Find(program, variable),
            ["--kubeconfig", Cluster.KubeConfigFile, "-n", Space, .. arguments],
            environment: new Dictionary<string, string> { ["HOME"] = _folder["home"] }
        );
        return await Cluster.Kubelet.WhileAsync(running, Space);
    }
}

using Wsm.Helm.Charts.Loading;
using Wsm.Helm.Data;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Configuration;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Transport;
using Wsm.Peers;
using Wsm.Peers.Kubernetes;
using Wsm.Site.Releases.Actions;
using Wsm.Site.Releases.Records;

namespace Wsm.Tests.Releases;

/// <summary>A run that ends at any of its requests, without another word, leaves something that the next run finishes.</summary>
public sealed class KillTests : IDisposable
{
    private const string Name = "demo";
    private const string Space = "shop";

    private static readonly ReleaseOptions Options = new() { Waits = false, Recovers = true };

    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_installation_may_be_killed_at_any_request() =>
        await KillEverywhereAsync(client => Task.CompletedTask, client => DeployAsync(client, "a", "b"), "a", "b");

    [Fact]
    public async Task An_upgrade_may_be_killed_at_any_request() =>
        await KillEverywhereAsync(client => DeployAsync(client, "a", "b"), client => DeployAsync(client, "b", "c"), "b", "c");

    [Fact]
    public async Task An_upgrade_to_something_else_than_the_killed_one_leaves_nothing_of_it() =>
        await KillEverywhereAsync(
            client => DeployAsync(client, "a", "b"),
            client => DeployAsync(client, "b", "c"),
            client => DeployAsync(client, "b", "d"),
            "b",
            "d"
        );

    [Fact]
    public async Task A_rollback_may_be_killed_at_any_request() =>
        await KillEverywhereAsync(
            async client =>
            {
                await DeployAsync(client, "a", "b");
                await DeployAsync(client, "b", "c");
            },
            client => RollBackAsync(client, 1),
            "a",
            "b"
        );

    [Fact]
    public async Task An_uninstallation_may_be_killed_at_any_request() =>
        await KillEverywhereAsync(
            client => DeployAsync(client, "a", "b"),
            client => new State(client).RemoveAsync(),
            async client =>
            {
                if ((await StoreOf(client).HistoryAsync(Name, Cancellation)).Count > 0)
                {
                    await new State(client).RemoveAsync();
                }
            }
        );

    public void Dispose() => _folder.Dispose();

    private Task KillEverywhereAsync(Func<ApiClient, Task> before, Func<ApiClient, Task> action, params string[] left) =>
        KillEverywhereAsync(before, action, action, left);

    /// <param name="before">What was done in peace.</param>
    /// <param name="action">What is killed.</param>
    /// <param name="second">The run after that.</param>
    /// <param name="left">The objects that there must be then, and no others.</param>
    private async Task KillEverywhereAsync(
        Func<ApiClient, Task> before,
        Func<ApiClient, Task> action,
        Func<ApiClient, Task> second,
        params string[] left
    )
    {
        var killed = true;
        for (var allowed = 0; killed; allowed++)
        {
            await using var cluster = await FakeCluster.StartAsync();
            cluster.Objects.Put($$"""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{Space}}"} }""");
            using var client = Connect(cluster);
            await before(client);
            killed = await KilledAsync(cluster, () => action(client), allowed);

            await second(client);

            var there = await client.ListAsync(new("", "v1", "ConfigMap", "configmaps", true), Space, Selection.Everything, Cancellation);
            Assert.Equal(left, there.Items.Select(item => item.Name).Order(StringComparer.Ordinal));
            var history = await StoreOf(client).HistoryAsync(Name, Cancellation);
            Assert.DoesNotContain(history, record => record.Status.IsPending() || record.Status == ReleaseStatus.Uninstalling);
            Assert.True(left.Length == 0 ? history.Count == 0 : history[^1].Status == ReleaseStatus.Deployed, $"after {allowed} requests");
            Assert.True(
                history.Count(record => record.Status == ReleaseStatus.Deployed) == Math.Min(1, left.Length),
                $"after {allowed} requests"
            );
            Assert.True(killed || allowed > 3, $"only {allowed} requests were there to be killed at");
        }
    }

    /// <summary>Lets so many writes through, and nothing after them.</summary>
    /// <returns>Whether there were more.</returns>
    private static async Task<bool> KilledAsync(FakeCluster cluster, Func<Task> action, int allowed)
    {
        var writes = 0;
        cluster.Instead = context =>
        {
            if ((context.Request.Method == "GET" ? writes : Interlocked.Increment(ref writes)) <= allowed)
            {
                return Task.FromResult(false);
            }

            context.Abort();
            return Task.FromResult(true);
        };
        try
        {
            await action();
            return false;
        }
        catch (Exception dead) when (dead is ApiException or ReleaseException)
        {
            return true;
        }
        finally
        {
            cluster.Instead = null;
        }
    }

    private Task DeployAsync(ApiClient client, params string[] names)
    {
        var folder = $"chart-{string.Join('-', names)}";
        _folder.Write($"{folder}/Chart.yaml", $"apiVersion: v2\nname: sample\nversion: 1.0.0\n");
        foreach (var name in names)
        {
            _folder.Write(
                $"{folder}/templates/{name}.yaml",
                $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata: {{from: {folder}}}\n"
            );
        }

        return new State(client).DeployAsync(_folder[folder]);
    }

    private static Task RollBackAsync(ApiClient client, int revision) => new State(client).RollBackAsync(revision);

    private static ReleaseStore StoreOf(ApiClient client) => new(client, Space, TimeProvider.System);

    private ApiClient Connect(FakeCluster cluster) =>
        new(
            ClusterAccess.Find(
                new AccessOptions
                {
                    KubeConfig = _folder.Write("config", cluster.KubeConfig(space: Space)),
                    Environment = new Dictionary<string, string>(),
                    CurrentDirectory = _folder.Path,
                }
            ),
            new ApiOptions { Environment = new Dictionary<string, string>(), Retries = 0 }
        );

    private sealed class State(ApiClient client)
    {
        public async Task DeployAsync(string chart) =>
            await new ReleaseDeployer(await OpenAsync(), Options).DeployAsync(
                new ReleaseRequest
                {
                    Name = Name,
                    Namespace = Space,
                    Chart = new ChartLoader().Load(chart),
                    Values = new MapValue(),
                },
                Cancellation
            );

        public async Task RollBackAsync(int revision) =>
            await new ReleaseRollback(await OpenAsync(), Options).RollBackAsync(Name, Space, revision, Cancellation);

        public async Task RemoveAsync() =>
            await new ReleaseRemover(await OpenAsync(), Options).RemoveAsync(Name, Space, keepHistory: false, Cancellation);

        private Task<ReleaseCluster> OpenAsync() => ReleaseCluster.OpenAsync(client, TimeProvider.System, _ => { }, Cancellation);
    }
}

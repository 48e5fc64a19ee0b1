using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Objects;
using Wsm.Kubernetes.Watching;
using Wsm.Peers.Kubernetes;

namespace Wsm.Kubernetes.Tests.Watching;

/// <summary>Watches of a real API server, which sends bookmarks, ends watches and forgets the past.</summary>
public sealed class RealWatchTests(SharedCluster shared) : IDisposable
{
    private static readonly ResourceKind ConfigMap = new("", "v1", "ConfigMap", "configmaps", true);

    private readonly Site _site = new();

    [Fact]
    public async Task Changes_are_told_in_order_whoever_makes_them()
    {
        var cluster = await shared.StartedAsync();
        var space = await cluster.Objects.NewNamespaceAsync();
        await cluster.KubectlAsync("-n", space, "create", "secret", "generic", "a");
        using var client = _site.Connect(cluster.KubeConfig());
        await using var watch = Watch(client, ResourceKind.Secret, space);

        Assert.Equal(["Added a", "Synced "], await NextAsync(watch, 2));
        await cluster.KubectlAsync("-n", space, "label", "secret", "a", "x=y");
        await cluster.KubectlAsync("-n", space, "create", "secret", "generic", "b");
        await cluster.KubectlAsync("-n", space, "delete", "secret", "a");

        Assert.Equal(["Modified a", "Added b", "Deleted a"], await NextAsync(watch, 3));
    }

    [Fact]
    public async Task A_watch_that_the_server_ends_goes_on_from_its_bookmark()
    {
        var cluster = await shared.StartedAsync();
        var space = await cluster.Objects.NewNamespaceAsync();
        using var client = _site.Connect(cluster.KubeConfig(), agent: "bookmarks");
        await using var watch = Watch(client, ResourceKind.Secret, space, TimeSpan.FromSeconds(4));
        Assert.Equal(["Synced "], await NextAsync(watch, 1));

        // The server sends a bookmark two seconds before it ends a watch; what happens elsewhere moves it on.
        var next = NextAsync(watch, 1);
        var other = await cluster.Objects.NewNamespaceAsync();
        while ((await Places()).Count < 2)
        {
            await cluster.Objects.ApplyAsync(
                $$$"""{"apiVersion":"v1","kind":"Secret","metadata":{"namespace":"{{{other}}}","name":"s","labels":{"x":"{{{Guid.NewGuid():N}}}"} } }"""
            );
            await Task.Delay(100, Site.Cancellation);
        }

        await cluster.KubectlAsync("-n", space, "create", "secret", "generic", "a");

        Assert.Equal(["Added a"], await next);
        var requests = await cluster.Audit.ReadAsync("bookmarks", space);
        Assert.Single(requests, entry => entry.Verb == "list");
        Assert.Equal(2, (await Places()).Distinct().Count());

        async Task<List<string>> Places() =>
            [
                .. (await cluster.Audit.ReadAsync("bookmarks", space, started: true))
                    .Where(entry => entry.Verb == "watch")
                    .Select(entry => entry.Path.Split("resourceVersion=")[1].Split('&')[0]),
            ];
    }

    [Fact]
    public async Task A_place_that_the_server_has_forgotten_begins_anew_with_the_differences()
    {
        // Of its own: what is forgotten here, others would miss.
        await using var cluster = await RealCluster.StartAsync();
        foreach (var name in (string[])["kept", "changed", "gone"])
        {
            await cluster.KubectlAsync("create", "configmap", name);
        }

        using var client = _site.Connect(cluster.KubeConfig(), agent: "forgotten");
        await using var watch = Watch(client, ConfigMap, "default", TimeSpan.FromSeconds(2));
        await NextAsync(watch, 4);

        // While nobody listens: the watch above has ended by the time it is asked for more.
        await Task.Delay(TimeSpan.FromSeconds(3), Site.Cancellation);
        await cluster.KubectlAsync("label", "configmap", "changed", "x=y");
        await cluster.KubectlAsync("delete", "configmap", "gone");
        await cluster.ForgetThePastAsync();

        Assert.Equal(["Deleted gone", "Modified changed"], (await NextAsync(watch, 2)).Order(StringComparer.Ordinal));
        var requests = await cluster.Audit.ReadAsync("forgotten");
        Assert.Equal(2, requests.Count(entry => entry.Verb == "list"));
    }

    public void Dispose() => _site.Dispose();

    private static IAsyncEnumerator<WatchEvent> Watch(ApiClient client, ResourceKind kind, string space, TimeSpan? length = null) =>
        new ObjectWatch(client, kind, space, Selection.Everything) { Length = length ?? TimeSpan.FromMinutes(5) }
            .RunAsync(Site.Cancellation)
            .GetAsyncEnumerator(Site.Cancellation);

    private static async Task<List<string>> NextAsync(IAsyncEnumerator<WatchEvent> watch, int count)
    {
        List<string> told = [];
        while (told.Count < count)
        {
            Assert.True(await watch.MoveNextAsync());
            told.Add($"{watch.Current.Kind} {watch.Current.Object?.Name}");
        }

        return told;
    }
}

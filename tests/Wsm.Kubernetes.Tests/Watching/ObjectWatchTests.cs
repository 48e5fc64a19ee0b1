using System.Globalization;
using System.Text.Json.Nodes;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Kubernetes.Watching;
using Wsm.Peers.Kubernetes;

namespace Wsm.Kubernetes.Tests.Watching;

public sealed class ObjectWatchTests : IDisposable
{
    private readonly Site _site = new();

    [Fact]
    public async Task What_is_there_and_what_becomes_of_it_is_told_in_order()
    {
        await using var cluster = await FakeCluster.StartAsync();
        Put(cluster, "a");
        using var client = _site.Connect(cluster.KubeConfig());
        await using var watch = Watch(client);

        Assert.Equal("Added a", await NextAsync(watch));
        Assert.Equal("Synced ", await NextAsync(watch));
        Put(cluster, "a");
        Put(cluster, "b");
        cluster.Objects.Remove("/api/v1/namespaces/default/pods/a");

        Assert.Equal("Modified a", await NextAsync(watch));
        Assert.Equal("Added b", await NextAsync(watch));
        Assert.Equal("Deleted a", await NextAsync(watch));
    }

    [Fact]
    public async Task A_watch_that_ends_goes_on_from_its_last_bookmark()
    {
        await using var cluster = await FakeCluster.StartAsync();
        Put(cluster, "a");
        using var client = _site.Connect(cluster.KubeConfig());
        await using var watch = Watch(client);
        await NextAsync(watch);
        await NextAsync(watch);
        var next = NextAsync(watch);
        await WatchingAsync(cluster);
        var marked = (cluster.Objects.Version + 5).ToString(CultureInfo.InvariantCulture);

        cluster.Objects.Say(
            (JsonObject)JsonNode.Parse($$$"""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"{{{marked}}}"} } }""")!
        );
        cluster.Objects.EndWatches();
        await WatchingAsync(cluster);
        for (var i = 0; i < 6; i++)
        {
            Put(cluster, "b");
        }

        Assert.Equal("Added b", await next);
        Assert.Contains(cluster.Requests, request => request.Contains($"resourceVersion={marked}&", StringComparison.Ordinal));
        Assert.Single(cluster.Requests, request => request.Contains("limit=", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_a_place_that_was_forgotten_only_the_differences_are_told()
    {
        await using var cluster = await FakeCluster.StartAsync();
        Put(cluster, "kept");
        Put(cluster, "changed");
        Put(cluster, "gone");
        Put(cluster, "made-anew");
        using var client = _site.Connect(cluster.KubeConfig());
        await using var watch = Watch(client);
        for (var i = 0; i < 5; i++)
        {
            await NextAsync(watch);
        }

        var forgotten = false;
        cluster.Instead = async context =>
        {
            if (forgotten || context.Request.Query["watch"] != "true")
            {
                return false;
            }

            forgotten = true;
            Put(cluster, "changed");
            cluster.Objects.Remove("/api/v1/namespaces/default/pods/gone");
            cluster.Objects.Remove("/api/v1/namespaces/default/pods/made-anew");
            Put(cluster, "made-anew");
            await FakeCluster.ReplyAsync(
                context,
                200,
                JsonNode.Parse(
                    """{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old resource version"}}"""
                )!
            );
            return true;
        };
        List<string> told = [];
        for (var i = 0; i < 4; i++)
        {
            told.Add(await NextAsync(watch));
        }

        Assert.Equal(["Added made-anew", "Deleted gone", "Deleted made-anew", "Modified changed"], told.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_server_in_trouble_is_waited_for_and_a_refusal_is_not()
    {
        await using var cluster = await FakeCluster.StartAsync();
        using var client = _site.Connect(cluster.KubeConfig());
        await using var watch = Watch(client);
        await NextAsync(watch);
        var answers = new Queue<int>([500, 500]);
        cluster.Instead = async context =>
        {
            if (!answers.TryDequeue(out var status))
            {
                return false;
            }

            if (status == 500 && answers.Count == 1)
            {
                // Cut off in the middle of a line.
                await context.Response.BodyWriter.WriteAsync("{\"type\":"u8.ToArray());
                context.Abort();
                return true;
            }

            await FakeCluster.RefuseAsync(context, status, "Trouble");
            return true;
        };

        var next = NextAsync(watch);
        await WatchingAsync(cluster);
        Put(cluster, "a");
        Assert.Equal("Added a", await next);

        answers.Enqueue(403);
        cluster.Objects.EndWatches();
        var refused = await Assert.ThrowsAsync<ApiException>(() => NextAsync(watch));
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, refused.StatusCode);
    }

    public void Dispose() => _site.Dispose();

    private static IAsyncEnumerator<WatchEvent> Watch(ApiClient client) =>
        new ObjectWatch(client, ResourceKind.Pod, "default", Selection.Everything)
            .RunAsync(Site.Cancellation)
            .GetAsyncEnumerator(Site.Cancellation);

    private static async Task<string> NextAsync(IAsyncEnumerator<WatchEvent> watch)
    {
        Assert.True(await watch.MoveNextAsync());
        return $"{watch.Current.Kind} {watch.Current.Object?.Name}";
    }

    private static async Task WatchingAsync(FakeCluster cluster)
    {
        while (cluster.Objects.Watchers == 0)
        {
            await Task.Delay(10, Site.Cancellation);
        }
    }

    private static void Put(FakeCluster cluster, string name) =>
        cluster.Objects.Put($$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{name}}}"}}""");
}

using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Peers.Kubernetes;

namespace Wsm.Kubernetes.Tests.Api;

public sealed class ApiClientTests : IDisposable
{
    private readonly Site _site = new();

    [Fact]
    public async Task A_long_list_is_read_in_pages_and_each_item_says_what_it_is()
    {
        await using var cluster = await FakeCluster.StartAsync();
        for (var i = 0; i < 1203; i++)
        {
            cluster.Objects.Put($$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p{{{i}}}","namespace":"n{{{i % 2}}}"}}""");
        }

        using var client = _site.Connect(cluster.KubeConfig());

        var all = await client.ListAsync(ResourceKind.Pod, null, Selection.Everything, Site.Cancellation);
        var some = await client.ListAsync(ResourceKind.Pod, "n1", Selection.Everything, Site.Cancellation);

        Assert.Equal(1203, all.Items.Select(item => $"{item.Namespace}/{item.Name}").Distinct().Count());
        Assert.All(all.Items, item => Assert.Equal(("v1", "Pod"), (item.ApiVersion, item.Kind)));
        Assert.Equal(601, some.Items.Count);
        Assert.Equal(5, cluster.Requests.Count);
    }

    [Fact]
    public async Task A_list_that_grew_too_old_on_the_way_is_read_in_one_piece()
    {
        await using var cluster = await FakeCluster.StartAsync();
        for (var i = 0; i < 600; i++)
        {
            cluster.Objects.Put($$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p{{{i}}}"}}""");
        }

        cluster.Instead = async context =>
        {
            if (context.Request.Query["continue"].Count == 0)
            {
                return false;
            }

            await FakeCluster.RefuseAsync(context, 410, "Expired");
            return true;
        };
        using var client = _site.Connect(cluster.KubeConfig());

        var all = await client.ListAsync(ResourceKind.Pod, null, Selection.Everything, Site.Cancellation);

        Assert.Equal(600, all.Items.Count);
    }

    [Fact]
    public async Task A_server_that_asks_to_wait_is_asked_again()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var times = 0;
        cluster.Instead = async context =>
        {
            if (Interlocked.Increment(ref times) > 3)
            {
                return false;
            }

            if (times == 2)
            {
                context.Response.Headers.RetryAfter = "0";
            }

            await FakeCluster.RefuseAsync(context, times == 2 ? 503 : 429, "TooManyRequests");
            return true;
        };
        using var client = _site.Connect(cluster.KubeConfig());

        var made = await client.CreateAsync(
            ResourceKind.Secret,
            "default",
            new KubeObject((JsonObject)JsonNode.Parse("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"}}""")!),
            Site.Cancellation
        );

        Assert.Equal("s", made.Name);
        Assert.Equal(4, times);
    }

    [Fact]
    public async Task A_refusal_carries_the_servers_words_and_fields()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Instead = async context =>
        {
            await FakeCluster.ReplyAsync(
                context,
                409,
                JsonNode.Parse(
                    """{"kind":"Status","reason":"Conflict","message":"Apply failed with 1 conflict","code":409,"details":{"causes":[{"reason":"FieldManagerConflict","message":"conflict with \"kubectl-set\"","field":".spec.replicas"}]}}"""
                )!
            );
            return true;
        };
        using var client = _site.Connect(cluster.KubeConfig());

        var error = await Assert.ThrowsAsync<ApiException>(() =>
            client.ApplyAsync(
                ResourceKind.Secret,
                "default",
                new KubeObject((JsonObject)JsonNode.Parse("""{"metadata":{"name":"s"}}""")!),
                new ApplyOptions("helm") { Strict = true },
                Site.Cancellation
            )
        );

        Assert.True(error.IsConflict);
        Assert.Equal("Conflict", error.Reason);
        Assert.Equal([new ApiCause("FieldManagerConflict", "conflict with \"kubectl-set\"", ".spec.replicas")], error.Causes);
        Assert.Equal(["PATCH /api/v1/namespaces/default/secrets/s?fieldManager=helm&force=false&fieldValidation=Strict"], cluster.Requests);
    }

    [Fact]
    public async Task A_page_of_a_proxy_in_place_of_an_answer_is_told_as_it_is()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Instead = async context =>
        {
            context.Response.StatusCode = 403;
            await context.Response.WriteAsync("<html>blocked by policy</html>");
            return true;
        };
        using var client = _site.Connect(cluster.KubeConfig());

        var error = await Assert.ThrowsAsync<ApiException>(() => client.GetVersionAsync(Site.Cancellation));

        Assert.Equal(HttpStatusCode.Forbidden, error.StatusCode);
        Assert.Contains("blocked by policy", error.Message);
    }

    [Fact]
    public async Task What_is_not_there_is_no_error_to_find_or_delete()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Objects.Put("""{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"}}""");
        using var client = _site.Connect(cluster.KubeConfig());

        Assert.NotNull(await client.FindAsync(ResourceKind.Secret, "default", "s", Site.Cancellation));
        Assert.True(await client.DeleteAsync(ResourceKind.Secret, "default", "s", new DeleteOptions(), Site.Cancellation));
        Assert.False(await client.DeleteAsync(ResourceKind.Secret, "default", "s", new DeleteOptions(), Site.Cancellation));
        Assert.Null(await client.FindAsync(ResourceKind.Secret, "default", "s", Site.Cancellation));
    }

    [Fact]
    public async Task A_group_whose_own_server_is_down_hides_no_other_kind()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Objects.Kinds.Add(new FakeKind("metrics.k8s.io", "v1beta1", "PodMetrics", "pods"));
        cluster.Instead = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/apis/metrics.k8s.io", StringComparison.Ordinal))
            {
                return false;
            }

            await FakeCluster.RefuseAsync(context, 503, "ServiceUnavailable");
            return true;
        };
        using var client = _site.Connect(cluster.KubeConfig());

        var surface = await new Discovery(client).RunAsync(Site.Cancellation);

        Assert.Equal(["metrics.k8s.io/v1beta1"], surface.Failed.Keys);
        Assert.Contains("metrics.k8s.io/v1beta1", surface.Versions);
        Assert.Equal("deployments", surface.FindPreferred("apps", "Deployment")!.Plural);
        Assert.Equal("v1beta1", surface.FindPreferred("batch", "CronJob")!.Version);
        Assert.False(surface.Find("v1", "Node")!.IsNamespaced);
    }

    [Fact]
    public async Task A_server_that_tells_all_kinds_at_once_is_asked_twice_only()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Instead = async context =>
        {
            Assert.Contains("as=APIGroupDiscoveryList", context.Request.Headers.Accept.ToString());
            var core = context.Request.Path == "/api";
            await FakeCluster.ReplyAsync(
                context,
                200,
                JsonNode.Parse(
                    $$$"""{"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"{{{(core ? "" : "apps")}}}"},"versions":[{"version":"v1","freshness":"Current","resources":[{"resource":"{{{(core ? "pods" : "deployments")}}}","responseKind":{"group":"","version":"","kind":"{{{(core ? "Pod" : "Deployment")}}}"},"scope":"Namespaced","verbs":["get","list"]}]}]}]}"""
                )!
            );
            return true;
        };
        using var client = _site.Connect(cluster.KubeConfig());

        var surface = await new Discovery(client).RunAsync(Site.Cancellation);

        Assert.Equal(2, cluster.Requests.Count);
        Assert.Equal(["apps/v1", "v1"], surface.Versions);
        Assert.Equal("deployments", surface.Find("apps/v1", "Deployment")!.Plural);
        Assert.Equal(["get", "list"], surface.Find("v1", "Pod")!.Verbs);
    }

    [Fact]
    public async Task A_log_is_read_line_by_line()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Instead = async context =>
        {
            await context.Response.WriteAsync("one\ntwo\n");
            return true;
        };
        using var client = _site.Connect(cluster.KubeConfig());

        var lines = await client
            .ReadLogAsync("n", "p", "c", tail: 10, previous: true, follow: false, Site.Cancellation)
            .ToListAsync(Site.Cancellation);

        Assert.Equal(["one", "two"], lines);
        Assert.Equal(["GET /api/v1/namespaces/n/pods/p/log?container=c&tailLines=10&previous=true"], cluster.Requests);
    }

    public void Dispose() => _site.Dispose();
}

using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Kubernetes.Objects;
using Wsm.Peers.Kubernetes;
using Wsm.Site.Deployments.Quotas;
using Wsm.Site.Releases.Objects;

namespace Wsm.Tests.Releases;

/// <summary>What quotas leave, against what a deployment asks for; the real server counts as well.</summary>
public sealed class QuotaTests(SharedCluster shared)
{
    private const string Resources = "resources: {requests: {cpu: 500m, memory: 256Mi}, limits: {memory: 512Mi}}";

    private static readonly string[] Counted =
    [
        "pods",
        "count/pods",
        "cpu",
        "requests.cpu",
        "requests.memory",
        "requests.ephemeral-storage",
        "limits.cpu",
        "limits.memory",
        "requests.example.com/gpu",
    ];

    [Fact]
    public async Task What_a_quota_does_not_leave_is_named_with_hard_used_and_needed()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await ReleaseBundle.MakeAsync(site, "one", ("web", site.Space, [Workload("Deployment", 3), Volumes, Samples.Settings()]));
        await QuotaAsync(
            site,
            "compute",
            ("pods", "10", "8"),
            ("requests.cpu", "2", "500m"),
            ("limits.memory", "2Gi", "1Gi"),
            ("requests.storage", "10Gi", "0"),
            ("persistentvolumeclaims", "5", "0"),
            ("services", "100", "0")
        );
        await QuotaAsync(site, "roomy", ("pods", "100", "8"));

        var run = await PreflightAsync(site, "one");

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Equal(
            [
                $"PROBLEM quota compute in {site.Space}: limits.memory: 2Gi at most, 1Gi used, 2560Mi more needed",
                $"PROBLEM quota compute in {site.Space}: pods: 10 at most, 8 used, 5 more needed",
                $"PROBLEM quota compute in {site.Space}: requests.cpu: 2 at most, 500m used, 2500m more needed",
                $"PROBLEM quota compute in {site.Space}: requests.storage: 10Gi at most, 0 used, 12Gi more needed",
                $"ok quota roomy in {site.Space} has room for it",
            ],
            QuotaLines(run)
        );
    }

    [Fact]
    public async Task What_runs_of_the_same_release_is_not_needed_again()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await ReleaseBundle.MakeAsync(site, "one", ("web", site.Space, [Workload("Deployment", 2), Samples.Settings()]));
        await ReleaseBundle.MakeAsync(site, "two", ("web", site.Space, [Workload("Deployment", 3), Samples.Settings()]));
        await QuotaAsync(site, "compute", ("pods", "2", "0"), ("requests.cpu", "1", "0"), ("configmaps", "1", "0"));
        var deployed = await site.Cluster.Kubelet.WhileAsync(RunResult.OfAsync(ReleaseBundle.Deploy(site, "one")), site.Space);
        Assert.True(deployed.ExitCode == 0, deployed.Error + deployed.Output);
        foreach (var name in (string[])["web-1", "web-2"])
        {
            await site.Cluster.Objects.CreateAsync(Pod(site, name, "web"));
        }

        // The server has counted all of it by itself.
        var used = (await site.FindAsync("v1/resourcequotas/compute"))!["status"]!["used"]!;
        Assert.Equal(("2", "1", "1"), ((string?)used["pods"], (string?)used["requests.cpu"], (string?)used["configmaps"]));

        var same = await PreflightAsync(site, "one");
        var more = await PreflightAsync(site, "two");

        Assert.True(same.ExitCode == 0, same.Error + same.Output);
        Assert.Equal([$"ok quota compute in {site.Space} has room for it"], QuotaLines(same));
        Assert.Equal(
            [
                $"PROBLEM quota compute in {site.Space}: pods: 2 at most, 2 used, 1 more needed",
                $"PROBLEM quota compute in {site.Space}: requests.cpu: 1 at most, 1 used, 500m more needed",
            ],
            QuotaLines(more)
        );
    }

    [Fact]
    public async Task Containers_that_say_nothing_are_refused_by_a_quota_unless_a_limit_range_speaks_for_them()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await ReleaseBundle.MakeAsync(site, "one", ("web", site.Space, [Samples.Web]));
        await QuotaAsync(site, "compute", ("limits.cpu", "4", "0"));

        var silent = await PreflightAsync(site, "one");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            site.Cluster.Kubelet.AddPodAsync(site.Space, "web-1", "r.example/web:1")
        );
        await RangeAsync(site, """{"type":"Container","default":{"cpu":"5"},"max":{"memory":"1Gi"} }""");
        var spoken = await PreflightAsync(site, "one");

        Assert.Equal(
            [
                $"PROBLEM quota compute in {site.Space} counts limits.cpu, and neither a limit range nor these give any, "
                    + $"so that their pods are refused: Deployment {site.Space}/web (main)",
            ],
            QuotaLines(silent)
        );
        Assert.Contains("must specify limits.cpu", refused.Message);
        Assert.Equal([$"PROBLEM quota compute in {site.Space}: limits.cpu: 4 at most, 0 used, 5 more needed"], QuotaLines(spoken));
    }

    [Fact]
    public async Task What_a_limit_range_does_not_allow_is_named()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await ReleaseBundle.MakeAsync(site, "one", ("web", site.Space, [Workload("StatefulSet", 2)]));
        await RangeAsync(
            site,
            """{"type":"Container","max":{"memory":"256Mi"},"min":{"cpu":"1"} }""",
            """{"type":"PersistentVolumeClaim","max":{"storage":"1Gi"} }"""
        );

        var run = await PreflightAsync(site, "one");
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => site.Cluster.Objects.CreateAsync(Pod(site, "w", "web")));

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Equal(
            [
                $"PROBLEM limits in {site.Space} container main of StatefulSet {site.Space}/web may have 256Mi memory at most, and has 512Mi (range)",
                $"PROBLEM limits in {site.Space} container main of StatefulSet {site.Space}/web must have 1 cpu at least, and has 500m (range)",
                $"PROBLEM limits in {site.Space} volume data of StatefulSet {site.Space}/web may have 1Gi storage at most, and has 4Gi (range)",
                $"PROBLEM limits in {site.Space} volume wal of StatefulSet {site.Space}/web may have 1Gi storage at most, and has 2Gi (range)",
            ],
            QuotaLines(run)
        );
        Assert.Contains("maximum memory usage per Container is 256Mi", refused.Message);
        Assert.Contains("minimum cpu usage per Container is 1", refused.Message);
    }

    [Fact]
    public async Task Without_a_quota_nothing_is_said_and_one_that_is_not_worked_out_is_named()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await ReleaseBundle.MakeAsync(site, "one", ("web", site.Space, [Samples.Web]));

        var none = await PreflightAsync(site, "one");
        await site.Cluster.Objects.CreateAsync(
            $$$"""{"apiVersion":"v1","kind":"ResourceQuota","metadata":{"name":"new","namespace":"{{{site.Space}}}"},"spec":{"hard":{"pods":"1"}} }"""
        );
        var early = await PreflightAsync(site, "one");

        Assert.Empty(QuotaLines(none));
        Assert.Equal([$"warning quota new in {site.Space} has not been worked out by the cluster yet"], QuotaLines(early));
    }

    [Fact]
    public async Task Pods_count_as_the_server_counts_them()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await QuotaAsync(site, "all", [.. Counted.Select(resource => (resource, "1000000Mi", "0"))]);
        await RangeAsync(site, """{"type":"Container","default":{"cpu":"300m","memory":"64Mi"},"defaultRequest":{"memory":"32Mi"} }""");
        var limits = new LimitDefaults([new KubeObject((await site.FindAsync("v1/limitranges/range"))!)]);
        var random = new Random(20);
        var before = (await site.FindAsync("v1/resourcequotas/all"))!["status"]!["used"]!;
        for (var at = 0; at < 25; at++)
        {
            var pod = RandomPod(site, random, $"p{at}");
            var demand = new NamespaceDemand(limits);
            demand.Add(new ClusterObject(new KubeObject((JsonObject)pod.DeepClone()), ResourceKind.Pod, "test"), _ => 1);

            await site.Cluster.Objects.CreateAsync(pod);

            var quota = (await site.FindAsync("v1/resourcequotas/all"))!;
            var after = quota["status"]!["used"]!;
            foreach (var resource in Counted)
            {
                var server = Quantity.Parse((string?)after[resource]) - Quantity.Parse((string?)before[resource]);
                Assert.True(
                    server == demand.NeedOf(resource, new QuotaScope(new KubeObject(quota))),
                    $"{resource}: the server counts {server}, wsm {demand.NeedOf(resource, new QuotaScope(new KubeObject(quota)))}: {pod}"
                );
            }

            before = after;
        }
    }

    [Theory]
    [InlineData("500m", "0.5", "500m")]
    [InlineData("2", "2", "2")]
    [InlineData("1.5Gi", "1610612736", "1536Mi")]
    [InlineData("12e6", "12000000", "12000000")]
    [InlineData("1E", "1000000000000000000", "976562500000000Ki")]
    [InlineData("100M", "100000000", "100000000")]
    [InlineData("0", "0", "0")]
    [InlineData("1n", "0.000000001", "1m")]
    [InlineData("", null, "")]
    [InlineData("1 Gi", null, "")]
    [InlineData("Gi", null, "")]
    [InlineData("99999999999999999999999999999E", null, "")]
    public void An_amount_is_read_and_written_as_kubernetes_writes_it(string text, string? amount, string shown)
    {
        var expected = amount is null ? (decimal?)null : decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(expected, Quantity.Parse(text));
        Assert.Equal(shown, Quantity.Parse(text) is { } read ? Quantity.Text(read) : "");
    }

    private static (string, string) Volumes { get; } = Workload("StatefulSet", 2, "data");

    private static (string, string) Workload(string kind, int replicas, string name = "web") =>
        (
            $"templates/{name}.yaml",
            $$"""
            apiVersion: apps/v1
            kind: {{kind}}
            metadata: {name: {{name}}}
            spec:
              replicas: {{replicas}}
              selector: {matchLabels: {app: {{name}} } }
              {{(kind == "StatefulSet" ? "serviceName: none" : "minReadySeconds: 0")}}
              template:
                metadata: {labels: {app: {{name}} } }
                spec:
                  containers:
                  - {name: main, image: r.example/web:1, {{Resources}}}
              {{(kind == "StatefulSet" ? VolumeTemplate : "")}}
            """
        );

    private static string VolumeTemplate =>
        """
            volumeClaimTemplates:
              - metadata: {name: data}
                spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 4Gi}}}
              - metadata: {name: wal}
                spec: {accessModes: [ReadWriteOnce], storageClassName: none, resources: {requests: {storage: 2Gi}}}
            """.ReplaceLineEndings("\n");

    private static string Pod(ReleaseSite site, string name, string app) =>
        $$$"""
            {"apiVersion":"v1","kind":"Pod","metadata":{"namespace":"{{{site.Space}}}","name":"{{{name}}}","labels":{"app":"{{{app}}}"} },
              "spec":{"containers":[{"name":"main","image":"r.example/web:1",
                "resources":{"requests":{"cpu":"500m","memory":"256Mi"},"limits":{"memory":"512Mi"} } }]} }
            """;

    private static JsonObject RandomPod(ReleaseSite site, Random random, string name)
    {
        JsonArray Containers(string prefix, int most, int least) =>
            [
                .. Enumerable
                    .Range(0, random.Next(least, most))
                    .Select(at =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["name"] = $"{prefix}{at}",
                                ["image"] = "r.example/a:1",
                                ["resources"] = RandomResources(random),
                            }
                    ),
            ];

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = site.Space },
            ["spec"] = new JsonObject { ["initContainers"] = Containers("i", 3, 0), ["containers"] = Containers("c", 4, 1) },
        };
    }

    private static JsonObject RandomResources(Random random)
    {
        var (requests, limits) = (new JsonObject(), new JsonObject());
        if (random.Next(2) == 0)
        {
            limits["cpu"] = $"{random.Next(5, 40)}00m";
        }

        if (random.Next(2) == 0)
        {
            requests["cpu"] = $"{random.Next(1, 300)}m";
        }

        if (random.Next(2) == 0)
        {
            limits["memory"] = $"{random.Next(100, 200)}Mi";
        }

        if (random.Next(3) == 0)
        {
            requests["ephemeral-storage"] = $"{random.Next(1, 9)}Gi";
        }

        if (random.Next(3) == 0)
        {
            limits["example.com/gpu"] = "2";
        }

        return new JsonObject { ["requests"] = requests, ["limits"] = limits };
    }

    private static async Task QuotaAsync(ReleaseSite site, string name, params (string Resource, string Hard, string Used)[] lines)
    {
        var hard = new JsonObject(lines.Select(line => KeyValuePair.Create(line.Resource, (JsonNode?)line.Hard)));
        var used = new JsonObject(lines.Select(line => KeyValuePair.Create(line.Resource, (JsonNode?)line.Used)));
        await site.Cluster.Objects.CreateAsync(
            new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "ResourceQuota",
                ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = site.Space },
                ["spec"] = new JsonObject { ["hard"] = hard },
                ["status"] = new JsonObject { ["hard"] = hard.DeepClone(), ["used"] = used },
            }
        );
    }

    private static Task<JsonObject> RangeAsync(ReleaseSite site, params string[] items) =>
        site.Cluster.Objects.CreateAsync(
            $$$"""
            {"apiVersion":"v1","kind":"LimitRange","metadata":{"name":"range","namespace":"{{{site.Space}}}"},
              "spec":{"limits":[{{{string.Join(',', items)}}}]} }
            """
        );

    private static Task<RunResult> PreflightAsync(ReleaseSite site, string bundle) =>
        RunResult.OfAsync(ReleaseBundle.Deploy(site, bundle, "--preflight"));

    /// <summary>The lines about quotas and limits, with single blanks, sorted.</summary>
    private static IEnumerable<string> QuotaLines(RunResult run) =>
        run
            .Output.Split('\n')
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .Where(line => line.Split(' ').ElementAtOrDefault(1) is "quota" or "limits")
            .Order(StringComparer.Ordinal);
}

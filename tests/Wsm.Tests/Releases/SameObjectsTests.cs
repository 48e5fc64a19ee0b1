using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Wsm.Peers.Kubernetes;

namespace Wsm.Tests.Releases;

/// <summary>Random charts in two revisions: by wsm and by helm, the objects are the same to the last field's owner.</summary>
public sealed class SameObjectsTests(SharedCluster shared)
{
    private static readonly string[] Kinds =
    [
        "v1/configmaps",
        "v1/secrets",
        "v1/services",
        "v1/serviceaccounts",
        "apps/v1/deployments",
        "batch/v1/jobs",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task An_upgrade_by_wsm_and_one_by_helm_leave_equal_objects(int seed)
    {
        using var ours = await ReleaseSite.OpenAsync(shared);
        using var helms = await ReleaseSite.OpenAsync(shared);
        for (var revision = 1; revision <= 2; revision++)
        {
            var files = Chart(new Random(seed * 100 + revision));
            ours.WriteChart($"{revision}.0.0", files);
            await ours.DeployAsync();
            var chart = helms.WriteChart($"{revision}.0.0", files);
            await helms.HelmAsync("upgrade", "--install", "demo", chart);
            Assert.Equal(await ObjectsAsync(helms), await ObjectsAsync(ours));
        }
    }

    [Fact]
    public async Task Wsm_asks_for_no_more_than_helm_and_sends_the_same()
    {
        using var ours = await ReleaseSite.OpenAsync(shared);
        using var helms = await ReleaseSite.OpenAsync(shared);
        foreach (var text in (string[])["a: \"1\"", "b: \"2\""])
        {
            ours.WriteChart("1.0.0", Samples.Settings(text), Samples.Web);
            await ours.DeployAsync();
            var chart = helms.WriteChart("1.0.0", Samples.Settings(text), Samples.Web);
            await helms.HelmAsync("upgrade", "--install", "demo", chart, "--wait");
        }

        var sent = await WritesAsync(ours, $"wsm/{ours.Space}");
        Assert.Equal(await WritesAsync(helms, "Helm/"), sent);
        Assert.Contains(sent, write =>
            write.Contains("fieldManager=helm", StringComparison.Ordinal) && write.Contains("force=false", StringComparison.Ordinal)
        );
    }

    private static async Task<IReadOnlyList<string>> WritesAsync(ReleaseSite site, string agent) =>
        [
            .. (await site.Cluster.Audit.ReadAsync(agent, site.Space))
                .Where(entry => entry.Verb is "create" or "update" or "patch" or "delete")
                .Select(entry => $"{entry.Verb} {Sorted(entry.Path.Replace(site.Space, "NS", StringComparison.Ordinal))}"),
        ];

    private static string Sorted(string path) => string.Join('&', path.Split('?', '&').Order(StringComparer.Ordinal));

    private static (string, string)[] Chart(Random random)
    {
        var files = new List<(string, string)>();
        for (var at = 0; at < 6; at++)
        {
            // Names are few, so that revisions share objects, and kinds change under a name.
            if (random.Next(4) > 0)
            {
                files.Add(($"templates/{at}.yaml", Item(random, $"item{at}")));
            }
        }

        return [.. files, Samples.Settings($"r: \"{random.Next(3)}\"")];
    }

    private static string Item(Random random, string name) =>
        random.Next(5) switch
        {
            0 => $"apiVersion: v1\nkind: ConfigMap\nmetadata: {Head(random, name)}\ndata: {Map(random)}\n",
            1 => $"apiVersion: v1\nkind: Secret\nmetadata: {Head(random, name)}\nstringData: {Map(random)}\n",
            2 => $"apiVersion: v1\nkind: ServiceAccount\nmetadata: {Head(random, name)}\n",
            3 => $"apiVersion: v1\nkind: Service\nmetadata: {Head(random, name)}\n"
                + $"spec:\n  clusterIP: None\n  selector: {{app: {name}}}\n"
                + $"  ports: [{{name: p{random.Next(2)}, port: {random.Next(80, 83)}, protocol: TCP}}]\n",
            _ =>
                $"""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {Head(random, name)}
                spec:
                  replicas: {random.Next(3)}
                  selector:
                    matchLabels: {"{"}app: {name}{"}"}
                  template:
                    metadata:
                      labels: {"{"}app: {name}{"}"}
                    spec:
                      containers:
                      - name: main
                        image: r.example/{name}:{random.Next(3)}
                        env: [{string.Join(
                    ", ",
                    Enumerable.Range(0, random.Next(3)).Select(n => $"{{name: V{n}, value: \"{random.Next(3)}\"}}")
                )}]
                """,
        };

    private static string Head(Random random, string name) => $"{{name: {name}, labels: {Map(random)}, annotations: {Map(random)}}}";

    private static string Map(Random random) =>
        $"{{{string.Join(", ", Enumerable.Range(0, random.Next(4)).Select(n => $"k{n}: \"{random.Next(3)}\""))}}}";

    /// <summary>Every object of the release, without what is each object's own.</summary>
    private static async Task<string> ObjectsAsync(ReleaseSite site)
    {
        var text = new StringBuilder();
        foreach (var kind in Kinds)
        {
            foreach (var item in (await site.FindAsync(kind))!["items"]!.AsArray().OfType<JsonObject>())
            {
                if ((string?)item["type"] is "helm.sh/release.v1")
                {
                    continue;
                }

                var metadata = (JsonObject)item["metadata"]!;
                foreach (var key in (string[])["uid", "resourceVersion", "creationTimestamp", "generation"])
                {
                    metadata.Remove(key);
                }

                foreach (var fields in metadata["managedFields"]?.AsArray() ?? [])
                {
                    fields!.AsObject().Remove("time");
                }

                // The kubelet's part is not the release's.
                item.Remove("status");
                metadata["managedFields"] = new JsonArray([
                    .. (metadata["managedFields"]?.AsArray() ?? [])
                        .Where(fields => (string?)fields!["manager"] == "helm")
                        .Select(fields => fields!.DeepClone()),
                ]);
                text.Append(CultureInfo.InvariantCulture, $"{kind}: {item.ToJsonString()}\n");
            }
        }

        return text.ToString().Replace(site.Space, "NS", StringComparison.Ordinal);
    }
}

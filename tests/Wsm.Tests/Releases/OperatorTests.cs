using System.Text.Json.Nodes;
using Wsm.Peers.Kubernetes;
using Wsm.Site.Releases.Actions;
using Wsm.Site.Releases.Readiness;
using Wsm.Site.Releases.Records;

namespace Wsm.Tests.Releases;

/// <summary>What operators make of custom resources, on a real API server; the test plays the operator.</summary>
public sealed class OperatorTests(SharedCluster shared)
{
    [Fact]
    public async Task Workloads_that_a_resource_owns_over_another_one_are_waited_for()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await DefineAsync(site, "Shop", "Part");
        var sending = SendAsync(site);
        var shop = await UntilThereAsync(site, sending, $"{site.Space}.example.com/v1/shops/mine");
        var part = await site.Cluster.Objects.CreateAsync(OwnedBy(shop, Resource(site, "Part")));
        await site.Cluster.Objects.CreateAsync(OwnedBy(part, Deployment(site, "engine")));
        await site.Cluster.Objects.CreateAsync(Deployment(site, "stranger"));

        await UntilAsync(sending, () => site.Notes.Any(note => note.Progress?.Key.Name == "engine"));
        Assert.False(sending.IsCompleted);
        var engine = (await site.FindAsync("apps/v1/deployments/engine"))!;
        await site.Cluster.Objects.PatchStatusAsync(engine, Ready());
        await sending;

        var last = site.Notes.Last(note => note.Progress is not null).Progress!;
        Assert.Equal(("engine", 1, 1, true), (last.Key.Name, last.Ready, last.Wanted, last.IsOver));
        Assert.DoesNotContain(site.Notes, note => note.Progress?.Key.Name == "stranger");
        Assert.DoesNotContain(site.Notes, note => note.Kind == NoteKind.Warning);
    }

    [Theory]
    [InlineData("Ready")]
    [InlineData("Available")]
    public async Task A_resource_with_a_condition_is_waited_for_until_it_is_true(string condition)
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await DefineAsync(site, "Shop");
        var sending = SendAsync(site);
        var shop = await UntilThereAsync(site, sending, $"{site.Space}.example.com/v1/shops/mine");

        await SetAsync("False", "the database is being made");
        await UntilAsync(sending, () => site.Notes.Any(note => note.Text.EndsWith("the database is being made", StringComparison.Ordinal)));
        Assert.False(sending.IsCompleted);
        await SetAsync("True", "");
        await sending;

        Assert.DoesNotContain(site.Notes, note => note.Kind == NoteKind.Warning);

        Task SetAsync(string status, string message) =>
            site.Cluster.Objects.PatchStatusAsync(
                shop,
                new JsonObject
                {
                    ["conditions"] = new JsonArray(
                        new JsonObject
                        {
                            ["type"] = condition,
                            ["status"] = status,
                            ["message"] = message,
                        }
                    ),
                }
            );
    }

    [Fact]
    public async Task A_workload_of_the_operator_that_does_not_become_ready_is_named()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await DefineAsync(site, "Shop");
        var sending = SendAsync(site, TimeSpan.FromSeconds(5));
        var shop = await UntilThereAsync(site, sending, $"{site.Space}.example.com/v1/shops/mine");
        await site.Cluster.Objects.CreateAsync(OwnedBy(shop, Deployment(site, "engine")));

        var late = await Assert.ThrowsAsync<ReleaseException>(() => sending);

        Assert.Equal(ReleaseProblem.NotReady, late.Problem);
        Assert.Contains($"Deployment {site.Space}/engine", Assert.Single(late.Details));
    }

    [Fact]
    public async Task What_shows_nothing_of_itself_is_said_to_be_unknown()
    {
        using var site = await ReleaseSite.OpenAsync(shared);
        await DefineAsync(site, "Shop");

        await SendAsync(site);

        Assert.StartsWith(
            $"whether all is ready that its operator makes of Shop {site.Space}/mine is not known",
            Assert.Single(site.Notes, note => note.Kind == NoteKind.Warning).Text
        );
    }

    private static async Task SendAsync(ReleaseSite site, TimeSpan? timeout = null) =>
        await new DocumentSender(await site.OpenAsync(), new ReleaseOptions { Timeout = timeout ?? TimeSpan.FromMinutes(1) }).SendAsync(
            Resource(site, "Shop").ToJsonString(),
            "shop.yaml",
            site.Space,
            TestContext.Current.CancellationToken
        );

    private static async Task DefineAsync(ReleaseSite site, params string[] kinds)
    {
        foreach (var kind in kinds)
        {
            var plural = $"{kind.ToLowerInvariant()}s";
            var definition = JsonNode.Parse(
                $$$"""
                {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition",
                  "metadata":{"name":"{{{plural}}}.{{{site.Space}}}.example.com"},
                  "spec":{"group":"{{{site.Space}}}.example.com","scope":"Namespaced",
                    "names":{"plural":"{{{plural}}}","kind":"{{{kind}}}"},
                    "versions":[{"name":"v1","served":true,"storage":true,"subresources":{"status":{}},
                      "schema":{"openAPIV3Schema":{"type":"object","x-kubernetes-preserve-unknown-fields":true} } }]} }
                """
            )!;
            await site.Cluster.Objects.CreateAsync((JsonObject)definition);
            while (await site.FindAsync($"{site.Space}.example.com/v1/{plural}") is null)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }

    private static JsonObject Resource(ReleaseSite site, string kind) =>
        new()
        {
            ["apiVersion"] = $"{site.Space}.example.com/v1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = "mine", ["namespace"] = site.Space },
        };

    private static JsonObject Deployment(ReleaseSite site, string name) =>
        (JsonObject)
            JsonNode.Parse(
                $$$"""
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}","namespace":"{{{site.Space}}}"},
                  "spec":{"selector":{"matchLabels":{"app":"{{{name}}}"} },"template":{"metadata":{"labels":{"app":"{{{name}}}"} },
                    "spec":{"containers":[{"name":"main","image":"r.example/{{{name}}}:1"}]} } } }
                """
            )!;

    private static JsonObject Ready() =>
        new()
        {
            ["observedGeneration"] = 1,
            ["replicas"] = 1,
            ["updatedReplicas"] = 1,
            ["readyReplicas"] = 1,
            ["availableReplicas"] = 1,
        };

    private static JsonObject OwnedBy(JsonObject owner, JsonObject item)
    {
        item["metadata"]!["ownerReferences"] = new JsonArray(
            new JsonObject
            {
                ["apiVersion"] = (string?)owner["apiVersion"],
                ["kind"] = (string?)owner["kind"],
                ["name"] = (string?)owner["metadata"]!["name"],
                ["uid"] = (string?)owner["metadata"]!["uid"],
                ["controller"] = true,
            }
        );
        return item;
    }

    private static async Task<JsonObject> UntilThereAsync(ReleaseSite site, Task working, string path)
    {
        while (true)
        {
            if (await site.FindAsync(path) is { } found)
            {
                return found;
            }

            Assert.False(working.IsCompleted, working.Exception?.ToString());
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static async Task UntilAsync(Task working, Func<bool> isSo)
    {
        while (!isSo())
        {
            Assert.False(working.IsCompleted, working.Exception?.ToString());
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}

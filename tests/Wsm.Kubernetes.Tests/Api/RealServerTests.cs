using System.Net;
using System.Text.Json.Nodes;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Peers.Kubernetes;

namespace Wsm.Kubernetes.Tests.Api;

/// <summary>The client beside a real API server; what kubectl sees is the judge.</summary>
public sealed class RealServerTests(SharedCluster shared) : IDisposable
{
    private static readonly ResourceKind ConfigMap = new("", "v1", "ConfigMap", "configmaps", true);
    private static readonly ResourceKind Deployment = new("apps", "v1", "Deployment", "deployments", true);

    private readonly Site _site = new();

    [Fact]
    public async Task Every_kind_that_kubectl_knows_is_discovered()
    {
        var cluster = await shared.StartedAsync();
        using var client = _site.Connect(cluster.KubeConfig());

        var surface = await new Discovery(client).RunAsync(Site.Cancellation);
        var version = await client.GetVersionAsync(Site.Cancellation);

        Assert.Empty(surface.Failed);
        Assert.Equal(Lines(await cluster.KubectlAsync("api-versions")), surface.Versions);
        Assert.Equal(
            Lines(await cluster.KubectlAsync("api-resources", "-o", "name")),
            surface
                .Kinds.GroupBy(kind => kind.Group)
                .SelectMany(kinds => kinds.DistinctBy(kind => kind.Plural))
                .Select(kind => kind.Group.Length == 0 ? kind.Plural : $"{kind.Plural}.{kind.Group}")
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            (string?)JsonNode.Parse(await cluster.KubectlAsync("version", "-o", "json"))!["serverVersion"]!["gitVersion"],
            (string?)version["gitVersion"]
        );
        Assert.Equal("v1.20.2", (string?)version["gitVersion"]);
        Assert.Equal("v1beta1", surface.FindPreferred("batch", "CronJob")!.Version);
        Assert.Contains("watch", surface.Find("apps/v1", "Deployment")!.Verbs);
    }

    [Fact]
    public async Task A_list_of_several_pages_is_whole_and_selectors_choose()
    {
        var cluster = await shared.StartedAsync();
        var space = await cluster.Objects.NewNamespaceAsync();
        await Parallel.ForAsync(0, 620, Site.Cancellation, async (i, _) =>
            await cluster.Objects.CreateAsync(
                $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"namespace":"{{{space}}}","name":"c{{{i}}}","labels":{"rest":"{{{i % 3}}}"} } }"""
            )
        );
        using var client = _site.Connect(cluster.KubeConfig(), agent: "pages");

        var all = await client.ListAsync(ConfigMap, space, Selection.Everything, Site.Cancellation);
        var some = await client.ListAsync(ConfigMap, space, new Selection { Labels = "rest=2" }, Site.Cancellation);
        var one = await client.ListAsync(ConfigMap, space, new Selection { Fields = "metadata.name=c7" }, Site.Cancellation);

        Assert.Equal(620, all.Items.Select(item => item.Name).Distinct().Count());
        Assert.All(all.Items, item => Assert.Equal(("v1", "ConfigMap"), (item.ApiVersion, item.Kind)));
        Assert.Equal(206, some.Items.Count);
        Assert.Equal("c7", one.Items.Single().Name);
        Assert.Equal(4, (await cluster.Audit.ReadAsync("pages", space)).Count(entry => entry.Verb == "list"));
    }

    [Fact]
    public async Task Fields_that_another_manager_owns_are_a_conflict_until_they_are_forced()
    {
        var cluster = await shared.StartedAsync();
        var space = await cluster.Objects.NewNamespaceAsync();
        using var client = _site.Connect(cluster.KubeConfig());
        await ApplyAsync(client, space, "one", replicas: 1, new ApplyOptions("helm"));
        await cluster.KubectlAsync("-n", space, "patch", "deployment/one", "-p", """{"spec":{"replicas":3}}""");

        var conflict = await Assert.ThrowsAsync<ApiException>(() =>
            ApplyAsync(client, space, "one", replicas: 2, new ApplyOptions("helm"))
        );
        var tried = await ApplyAsync(client, space, "one", replicas: 2, new ApplyOptions("helm") { Force = true, DryRun = true });
        var kept = await cluster.KubectlAsync("-n", space, "get", "deployment/one", "-o", "jsonpath={.spec.replicas}");
        var forced = await ApplyAsync(client, space, "one", replicas: 2, new ApplyOptions("helm") { Force = true });

        Assert.True(conflict.IsConflict);
        Assert.Equal("Conflict", conflict.Reason);
        Assert.Equal(".spec.replicas", conflict.Causes.Single().Field);
        Assert.Contains("conflict with", conflict.Causes.Single().Message);
        Assert.Equal(2, tried.Number("spec", "replicas"));
        Assert.Equal("3", kept);
        Assert.Equal(2, forced.Number("spec", "replicas"));
        var managers = JsonNode.Parse(
            await cluster.KubectlAsync("-n", space, "get", "deployment/one", "-o", "json", "--show-managed-fields")
        )!["metadata"]!["managedFields"]!.AsArray();
        Assert.Equal("Apply", (string?)managers.Single(entry => (string?)entry!["manager"] == "helm")!["operation"]);
    }

    [Fact]
    public async Task A_service_whose_ports_name_no_protocol_is_applied_twice()
    {
        var cluster = await shared.StartedAsync();
        var space = await cluster.Objects.NewNamespaceAsync();
        using var client = _site.Connect(cluster.KubeConfig());
        var service =
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"ports":[{"port":80,"name":"a"},{"port":81,"name":"b"}]}}""";
        var kind = new ResourceKind("", "v1", "Service", "services", true);

        await client.ApplyAsync(kind, space, Parse(service), new ApplyOptions("helm"), Site.Cancellation);
        var second = await client.ApplyAsync(kind, space, Parse(service), new ApplyOptions("helm"), Site.Cancellation);

        Assert.Equal(["TCP", "TCP"], second.Items("spec", "ports").Select(port => port.Text("protocol")));
    }

    [Fact]
    public async Task Every_form_of_patch_does_what_its_specification_says()
    {
        var cluster = await shared.StartedAsync();
        var space = await cluster.Objects.NewNamespaceAsync();
        using var client = _site.Connect(cluster.KubeConfig());
        await ApplyAsync(client, space, "p", 1, new ApplyOptions("helm"));

        await PatchAsync(PatchForm.Merge, """{"metadata":{"annotations":{"a":"1"}}}""");
        await PatchAsync(PatchForm.Json, """[{"op":"replace","path":"/metadata/annotations/a","value":"2"}]""");
        var strategic = await PatchAsync(
            PatchForm.Strategic,
            """{"spec":{"template":{"spec":{"containers":[{"name":"beside","image":"i:2"}]}}}}"""
        );
        var status = await PatchAsync(PatchForm.Merge, """{"status":{"replicas":1,"readyReplicas":1}}""", "status");

        Assert.Equal("2", strategic.Annotations["a"]);
        Assert.Equal(
            ["beside", "main"],
            strategic.Items("spec", "template", "spec", "containers").Select(item => item.Text("name")).Order(StringComparer.Ordinal)
        );
        Assert.Equal(1, status.Number("status", "readyReplicas"));

        Task<KubeObject> PatchAsync(PatchForm form, string patch, string? part = null) =>
            client.PatchAsync(Deployment, space, "p", form, JsonNode.Parse(patch)!, Site.Cancellation, part);
    }

    [Theory]
    [InlineData(Propagation.Foreground, "foregroundDeletion")]
    [InlineData(Propagation.Orphan, "orphan")]
    [InlineData(Propagation.Background, null)]
    public async Task What_an_object_owns_is_left_to_whom_the_propagation_names(Propagation propagation, string? finalizer)
    {
        var cluster = await shared.StartedAsync();
        var space = await cluster.Objects.NewNamespaceAsync();
        using var client = _site.Connect(cluster.KubeConfig());
        var made = await ApplyAsync(client, space, "d", 1, new ApplyOptions("helm"));

        var another = await Assert.ThrowsAsync<ApiException>(() =>
            client.DeleteAsync(Deployment, space, "d", new DeleteOptions { Uid = Guid.NewGuid().ToString() }, Site.Cancellation)
        );
        await client.DeleteAsync(Deployment, space, "d", new DeleteOptions { DryRun = true }, Site.Cancellation);
        Assert.NotNull(await client.FindAsync(Deployment, space, "d", Site.Cancellation));
        var options = new DeleteOptions { Propagation = propagation, Uid = made.Uid };
        Assert.True(await client.DeleteAsync(Deployment, space, "d", options, Site.Cancellation));

        Assert.True(another.IsConflict);
        var left = await cluster.Objects.FindAsync($"/apis/apps/v1/namespaces/{space}/deployments/d");
        Assert.Equal(finalizer, (string?)left?["metadata"]!["finalizers"]![0]);
        Assert.Equal(finalizer is not null, await client.DeleteAsync(Deployment, space, "d", new DeleteOptions(), Site.Cancellation));
    }

    [Fact]
    public async Task A_user_learns_which_rights_she_has_and_a_refusal_names_the_one_she_lacks()
    {
        var cluster = await shared.StartedAsync();
        var space = await cluster.Objects.NewNamespaceAsync();
        await cluster.KubectlAsync("-n", space, "create", "role", "reader", "--verb=get,list", "--resource=pods,pods/log");
        await cluster.KubectlAsync("-n", space, "create", "rolebinding", "reader", "--role=reader", "--user=jane");
        using var jane = _site.Connect(cluster.KubeConfig("jane"));

        Assert.True((await jane.AskAsync(new AccessQuestion("list", "", "pods", space), Site.Cancellation)).IsAllowed);
        Assert.True((await jane.AskAsync(new AccessQuestion("get", "", "pods/log", space), Site.Cancellation)).IsAllowed);
        Assert.False((await jane.AskAsync(new AccessQuestion("create", "", "pods", space), Site.Cancellation)).IsAllowed);
        Assert.False((await jane.AskAsync(new AccessQuestion("list", "", "pods"), Site.Cancellation)).IsAllowed);
        var refused = await Assert.ThrowsAsync<ApiException>(() =>
            jane.ListAsync(ResourceKind.Secret, space, Selection.Everything, Site.Cancellation)
        );
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains($"User \"jane\" cannot list resource \"secrets\" in API group \"\" in the namespace \"{space}\"", refused.Message);
    }

    [Fact]
    public async Task A_custom_resource_is_found_applied_and_read_as_any_other()
    {
        var cluster = await shared.StartedAsync();
        var space = await cluster.Objects.NewNamespaceAsync();
        var letters = space[^8..];
        await cluster.KubectlAsync(
            $$$"""
            {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"apps.{{{letters}}}.example.com"},
             "spec":{"group":"{{{letters}}}.example.com","scope":"Namespaced","names":{"plural":"apps","singular":"app","kind":"App"},
              "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{
                "spec":{"type":"object","properties":{"size":{"type":"integer","maximum":5} } } } } } }]} }
            """,
            ["apply", "-f", "-"]
        );
        await cluster.KubectlAsync("wait", "--for=condition=Established", $"crd/apps.{letters}.example.com");
        using var client = _site.Connect(cluster.KubeConfig());

        var kind = (await new Discovery(client).RunAsync(Site.Cancellation)).Find($"{letters}.example.com/v1", "App")!;
        await client.ApplyAsync(kind, space, App(3), new ApplyOptions("helm"), Site.Cancellation);
        var read = await client.FindAsync(kind, space, "a", Site.Cancellation);
        var refused = await Assert.ThrowsAsync<ApiException>(() =>
            client.ApplyAsync(kind, space, App(9), new ApplyOptions("helm"), Site.Cancellation)
        );

        Assert.Equal(3, read!.Number("spec", "size"));
        Assert.Equal("Invalid", refused.Reason);
        Assert.Equal("spec.size", refused.Causes.Single().Field);

        KubeObject App(int size) =>
            Parse($$$"""{"apiVersion":"{{{letters}}}.example.com/v1","kind":"App","metadata":{"name":"a"},"spec":{"size":{{{size}}}} }""");
    }

    public void Dispose() => _site.Dispose();

    private static Task<KubeObject> ApplyAsync(ApiClient client, string space, string name, int replicas, ApplyOptions options) =>
        client.ApplyAsync(
            Deployment,
            space,
            Parse(
                $$$"""
                {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"{{{name}}}"},"spec":{"replicas":{{{replicas}}},
                 "selector":{"matchLabels":{"app":"x"} },"template":{"metadata":{"labels":{"app":"x"} },"spec":{"containers":[
                  {"name":"main","image":"i:1"}]} } } }
                """
            ),
            options,
            Site.Cancellation
        );

    private static KubeObject Parse(string json) => new((JsonObject)JsonNode.Parse(json)!);

    private static IEnumerable<string> Lines(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal);
}

using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Serve;

namespace Wsm.Tests.Finding;

/// <summary>What cannot be known about images is said wherever somebody relies on a list of them.</summary>
public sealed class UnknownImagesTests : IDisposable
{
    private const string NoReference = "{{ .Values.registry }}/helper:";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_field_that_holds_no_image_is_named_by_every_command_and_makes_the_exit_code_3()
    {
        await using var outside = await RunningRegistry.StartAsync();
        await using var inside = await RunningRegistry.StartAsync();
        await TestImagesPush.PushAsync(outside.Host, "team/app", "1", TestImages.Busybox());
        Write(Pod("app", $"{outside.Host}/team/app:1") + "---\n" + Pod("other", NoReference));
        const string told = "c/templates/all.yaml:16: the image of Pod/other, container main reads 'registry.example.com/helper:'";

        foreach (
            var command in (string[][])
                [
                    ["list", "--chart", "c"],
                    ["download", "--chart", "c"],
                    ["push", "--registry", inside.Host, "--charts", "store"],
                    ["push", "--registry", inside.Host, "--dry-run"],
                    ["mirror", "--chart", "c", "--to", inside.Host, "--dry-run"],
                ]
        )
        {
            var run = await RunResult.OfAsync(_folder.Path, command);
            Assert.True(run.ExitCode == ExitCode.Incomplete, $"{command[0]} ended with {run.ExitCode}: {run.Error}");
            Assert.Contains(told, string.Join(' ', run.Error.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)));
        }

        var values = await RunResult.OfAsync(_folder.Path, ["values", "--registry", inside.Host, "--charts", "store"]);
        Assert.Equal(ExitCode.Incomplete, values.ExitCode);
        Assert.Contains("registry.example.com/helper:", values.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_that_names_nothing_but_itself_and_a_chart_without_images_get_a_sentence()
    {
        const string role =
            "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\nrules:\n"
            + "- {apiGroups: [apps], resources: [statefulsets], verbs: [get, create]}\n";
        Write(Pod("operator", "quay.io/acme/operator:1") + "---\n" + role);
        Assert.Contains("names no image but its own", (await RunResult.OfAsync(_folder.Path, ["list", "--chart", "c"])).Error);

        Write(Pod("operator", "quay.io/acme/operator:1", "RELATED_IMAGE_STORE", "quay.io/acme/store:2") + "---\n" + role);
        Assert.Equal("", (await RunResult.OfAsync(_folder.Path, ["list", "--chart", "c"])).Error);

        Write(role);
        var empty = await RunResult.OfAsync(_folder.Path, ["list", "--chart", "c"]);
        Assert.Contains("c starts no image with these values.", empty.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_command_says_that_the_images_of_an_operator_are_not_known()
    {
        await using var outside = await RunningRegistry.StartAsync();
        await using var inside = await RunningRegistry.StartAsync();
        await TestImagesPush.PushAsync(outside.Host, "acme/operator", "1", TestImages.Busybox());
        Write(Pod("operator", $"{outside.Host}/acme/operator:1") + "---\n" + Role("apps", "statefulsets", "create"));

        foreach (
            var command in (string[][])
                [
                    ["list", "--chart", "c"],
                    ["download", "--chart", "c"],
                    ["push", "--registry", inside.Host, "--charts", "store"],
                    ["values", "--registry", inside.Host, "--charts", "store", "--out", "out"],
                    ["values", "--chart", "c", "--registry", inside.Host, "--out", "out"],
                    ["mirror", "--chart", "c", "--to", inside.Host, "--dry-run"],
                ]
        )
        {
            var run = await RunResult.OfAsync(_folder.Path, command);
            Assert.Equal(2, run.Error.Split("c may create pods, and names no image but its own").Length);
        }

        _folder.Write(
            "m/all.yaml",
            await File.ReadAllTextAsync(_folder["c", "templates", "all.yaml"], TestContext.Current.CancellationToken)
        );
        Assert.Contains(
            "names no image but its own",
            (await RunResult.OfAsync(_folder.Path, ["list", "--manifests", "m"])).Error,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(true, "apps", "deployments", "create")]
    [InlineData(true, "batch", "jobs", "*")]
    [InlineData(true, "*", "*", "*")]
    [InlineData(true, "", "pods", "create")]
    [InlineData(false, "", "pods", "get")]
    [InlineData(false, "batch.volcano.sh", "jobs", "create")]
    [InlineData(false, "things.example.com", "*", "*")]
    [InlineData(false, "", "configmaps", "create")]
    public async Task Only_who_may_create_pods_starts_images_that_nobody_knows(bool isTold, string group, string resource, string verb)
    {
        Write(Pod("operator", "quay.io/acme/operator:1") + "---\n" + Role(group, resource, verb));
        Assert.Equal(isTold, (await RunResult.OfAsync(_folder.Path, ["list", "--chart", "c"])).Error.Contains("may create pods"));
    }

    [Theory]
    [InlineData(
        true,
        "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\n"
            + "roleRef: {kind: ClusterRole, name: cluster-admin}\n"
    )]
    [InlineData(
        false,
        "---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRoleBinding\nmetadata: {name: b}\n"
            + "roleRef: {kind: ClusterRole, name: view}\n"
    )]
    [InlineData(true, "---\napiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.com}\n")]
    [InlineData(false, "")]
    public async Task An_operator_may_have_its_rights_from_elsewhere(bool isTold, string more)
    {
        Write(Pod("operator", "quay.io/acme/operator:1") + more);
        Assert.Equal(isTold, (await RunResult.OfAsync(_folder.Path, ["list", "--chart", "c"])).Error.Contains("may create pods"));
    }

    private static string Role(string group, string resource, string verb) =>
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: r}\nrules:\n"
        + $"- {{apiGroups: [\"{group}\"], resources: [\"{resource}\"], verbs: [get, \"{verb}\"]}}\n";

    [Fact]
    public async Task The_proof_and_every_form_of_the_report_tell_degree_and_confidence()
    {
        await using var outside = await RunningRegistry.StartAsync();
        await using var inside = await RunningRegistry.StartAsync();
        foreach (var name in (string[])["operator", "store", "step"])
        {
            await TestImagesPush.PushAsync(outside.Host, $"acme/{name}", "1", TestImages.Busybox());
        }

        Write(
            Pod("operator", $"{outside.Host}/acme/operator:1", "RELATED_IMAGE_STORE", $"{outside.Host}/acme/store:1")
                + "---\napiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\n"
                + $"spec: {{steps: [{{name: s, image: \"{outside.Host}/acme/step:1\"}}]}}\n"
        );
        await RunResult.OfAsync(_folder.Path, ["download", "--chart", "c", "--candidates", "include"]);
        await RunResult.OfAsync(_folder.Path, ["push", "--registry", inside.Host, "--charts", "store"]);

        await RunResult.OfAsync(_folder.Path, ["values", "--registry", inside.Host, "--charts", "store", "--out", "out"]);
        var proof = JsonNode.Parse(await File.ReadAllTextAsync(_folder["out", "proof.json"], TestContext.Current.CancellationToken))!;
        Assert.Equal(
            ["candidate high named by RELATED_IMAGE_STORE", "container  ", "field  "],
            proof["images"]!
                .AsArray()
                .Select(image => $"{image!["degree"]} {image["confidence"]} {image["foundBy"]}")
                .Order(StringComparer.Ordinal)
        );

        var text = (await RunResult.OfAsync(_folder.Path, ["report"])).Output;
        var page = (await RunResult.OfAsync(_folder.Path, ["report", "-o", "html"])).Output;
        var parts = (await RunResult.OfAsync(_folder.Path, ["report", "-o", "cyclonedx"])).Output;
        foreach (var degree in (string[])["container", "field", "candidate (high)"])
        {
            Assert.Contains($"  {degree} ", text, StringComparison.Ordinal);
            Assert.Contains($">{degree}<", page, StringComparison.Ordinal);
            Assert.Contains($"\"value\": \"{degree}\"", parts, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_form_of_the_list_tells_degree_and_confidence()
    {
        Write(
            Pod("operator", "quay.io/acme/operator:1", "RELATED_IMAGE_STORE", "quay.io/acme/store:2")
                + "---\napiVersion: tekton.dev/v1\nkind: Task\nmetadata: {name: t}\nspec: {steps: [{name: s, image: "
                + "\"quay.io/acme/step:3\"}]}\n"
                + "---\napiVersion: things.example.com/v1\nkind: Thing\nmetadata: {name: x}\nspec: {agent: {image: {tag: v9}}}\n"
        );

        async Task<string> OfAsync(string format) => (await RunResult.OfAsync(_folder.Path, ["list", "--chart", "c", "-o", format])).Output;

        Assert.Contains("field", await OfAsync("table"), StringComparison.Ordinal);
        Assert.Contains("candidate (high)", await OfAsync("table"), StringComparison.Ordinal);
        Assert.Contains("quay.io/acme/store:2 [candidate (high)]", await OfAsync("tree"), StringComparison.Ordinal);
        Assert.Contains(",candidate (high)\r\n", await OfAsync("csv"), StringComparison.Ordinal);
        var json = await OfAsync("json");
        Assert.Equal([], SchemaCheck.Problems(json, "manifests/list.schema.json"));
        var component = JsonNode.Parse(json)!["components"]![0]!;
        Assert.Equal(["container", "field"], component["images"]!.AsArray().Select(image => (string)image!["degree"]!));
        Assert.Equal(
            ("high", "incomplete"),
            ((string)component["candidates"]![0]!["confidence"]!, (string)component["remarks"]![0]!["kind"]!)
        );
    }

    private void Write(string template)
    {
        _folder.Write("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n");
        _folder.Write("c/values.yaml", "registry: registry.example.com\n");
        _folder.Write("c/templates/all.yaml", template);
    }

    private static string Pod(string name, string image, string variable = "NONE", string value = "none") =>
        $"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers:\n  - name: main\n    image: \"{image}\"\n"
        + $"    env: [{{name: {variable}, value: \"{value}\"}}]\n";
}

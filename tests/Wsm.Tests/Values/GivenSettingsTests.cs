using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Site.WeightsAndBiases;
using Wsm.Tests.Push;

namespace Wsm.Tests.Values;

/// <summary>Settings for one component, the vendor's file with sections, and a resource from the cluster.</summary>
public sealed class GivenSettingsTests : IAsyncLifetime
{
    private ProductBundle _bundle = null!;

    public async ValueTask InitializeAsync() => _bundle = await ProductBundle.MakeAsync();

    public ValueTask DisposeAsync()
    {
        _bundle.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_file_for_one_component_reaches_that_one_and_is_checked_against_its_chart()
    {
        var mine = _bundle.Write("op.yaml", "customCACerts: [mine]\nairgaped: true\n");

        var run = await ValuesAsync("-f", "operator=" + mine);

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains("- mine\n", _bundle.Read("out/operator-values.yaml"));
        Assert.DoesNotContain("mine", _bundle.Read("out/wandb.yaml"));
        Assert.Contains("sets airgaped, which no template of operator asks for; did you mean airgapped?", run.Error);
    }

    [Fact]
    public async Task The_vendors_file_with_a_section_for_each_component_is_taken_apart()
    {
        var both = _bundle.Write("both.yaml", "operator: {customCACerts: [mine]}\nwandb: {global: {host: https://x.example}}\n");

        var run = await ValuesAsync("-f", both);

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains("- mine\n", _bundle.Read("out/operator-values.yaml"));
        Assert.Contains("    global:\n", _bundle.Read("out/wandb.yaml"));
        Assert.Contains("host: https://x.example", _bundle.Read("out/wandb.yaml"));
        Assert.DoesNotContain("operator:", _bundle.Read("out/wandb.yaml"));
    }

    [Fact]
    public async Task A_resource_gives_its_values_and_keeps_its_name()
    {
        var there = _bundle.Write(
            "there.yaml",
            """
            apiVersion: apps.wandb.com/v1
            kind: WeightsAndBiases
            metadata:
              name: team
              namespace: ml
              labels: {cost: center}
              annotations: {note: kept, kubectl.kubernetes.io/last-applied-configuration: "{}"}
            spec:
              chart: {url: https://charts.wandb.ai, name: operator-wandb, version: 0.17.0}
              values: {global: {host: "https://x.example"}, size: mine}
            """
        );

        var run = await ValuesAsync("-f", there);
        var resource = _bundle.Read("out/wandb.yaml");
        var renamed = await ValuesAsync("-f", there, "--name", "other", "--namespace", "elsewhere");

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains("  name: team\n  namespace: ml\n", resource);
        Assert.Contains("cost: center", resource);
        Assert.Contains("note: kept", resource);
        Assert.DoesNotContain("last-applied", resource);
        Assert.Contains("size: mine", resource);
        Assert.Contains("url: https://c.example", resource);
        Assert.Contains("spec.chart", run.Error);
        await using var cluster = new ClusterApi();
        Assert.Contains("\"team\"", await cluster.ApplyAsync(_bundle.Write("applied.yaml", resource)));
        Assert.Contains("  name: other\n  namespace: elsewhere\n", _bundle.Read("out/wandb.yaml"));
        Assert.Equal(0, renamed.ExitCode);
    }

    [Fact]
    public void A_resource_of_another_version_and_a_component_that_is_not_there_are_refused()
    {
        ValuesLayer Layer(string yaml) => new("mine.yaml", yaml);
        string[] components = ["operator", "wandb"];

        var version = Assert.Throws<UserError>(() =>
            GivenSettings.Of([Layer("apiVersion: apps.wandb.com/v2\nkind: WeightsAndBiases\nspec: {}\n")], components)
        );
        var component = Assert.Throws<UserError>(() => GivenSettings.Of([Layer("a: 1\n") with { For = "opertor" }], components));

        Assert.Contains("apps.wandb.com/v2", version.Message);
        Assert.Contains("The components are operator, wandb.", component.Hint);
    }

    [Fact]
    public async Task After_a_push_values_knows_where_everything_went_and_says_so()
    {
        await using var registry = await RegistryProcess.StartAsync();
        await _bundle.RunAsync(
            "push",
            "--registry",
            $"{registry.Host}/site",
            "--map",
            $"{_bundle.Upstream}/wandb/console={registry.Host}/other/console",
            "--charts",
            $"oci://{registry.Host}/charts"
        );

        var run = await _bundle.RunAsync("values", "--out", _bundle["out"]);

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains(
            $"Taken from the last push (relocation.json of {_bundle.Folder}): images at {registry.Host}, charts at "
                + $"oci://{registry.Host}/charts.",
            run.Error + run.Output
        );
        var resource = _bundle.Read("out/wandb.yaml");
        Assert.Contains($"repository: {registry.Host}/site/wandb/local", resource);
        Assert.Contains($"repository: {registry.Host}/other/console", resource);
        Assert.Contains($"url: oci://{registry.Host}/charts/operator-wandb", resource);
        Assert.Contains("Proved:", run.Output);
    }

    [Fact]
    public async Task Without_a_push_the_registry_is_asked_for()
    {
        var run = await _bundle.RunAsync("values", "--out", _bundle["out"]);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--registry", run.Error);
    }

    private Task<RunResult> ValuesAsync(params string[] more) =>
        _bundle.RunAsync([
            "values",
            "--registry",
            "r.example",
            "--charts",
            "https://c.example",
            "--no-registry-check",
            "--out",
            _bundle["out"],
            .. more,
        ]);
}

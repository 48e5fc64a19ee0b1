using Wsm.Peers;

namespace Wsm.Tests.Template;

/// <summary>The command's own work; what it renders is compared with helm in Wsm.Helm.Tests.</summary>
public sealed class TemplateCommandTests
{
    private static readonly string Golden = Path.Combine(Checkout.Folder, "tests", "Wsm.Helm.Tests", "Golden");

    [Theory]
    [InlineData("everything", "rel charts/shop -n ns --include-crds")]
    [InlineData("no-name", "charts/shop")]
    [InlineData("no-name", "charts/shop -g --release-name --skip-crds --namespace=")]
    [InlineData("upgrade", "rel charts/shop --is-upgrade --kube-version 1.27.3-gke.100 -a none/v1,other/v2 --no-hooks")]
    [InlineData("values-file", "rel charts/shop -f charts/over.yaml,charts/over-again.yaml")]
    [InlineData(
        "set-forms",
        "rel charts/shop --set-string replicas2=3,big=007 --set-json list=[1,{\"a\":null}] --set "
            + "list2={a,b},deep[1].x=y,image.tag=a\\,b --skip-schema-validation"
    )]
    [InlineData("show-one", "rel charts/shop -s templates/deployment.yaml -s charts/cache/templates/*.yaml")]
    [InlineData("skip-tests", "rel charts/shop --skip-tests")]
    public async Task It_prints_what_helm_prints(string golden, string words)
    {
        var run = await RunAsync(words.Split(' '));
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Golden, "output", golden + ".golden")), run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("rel charts/broken --set case=fail", "Error: execution error at (broken/templates/all.yaml:6:9): from inside\n")]
    [InlineData(
        "rel charts/shop --kube-version 1.20",
        "Error: chart requires kubeVersion: >=1.25.0-0 which is incompatible with Kubernetes v1.20\n"
    )]
    [InlineData("rel charts/shop -s templates/none.yaml", "Error: could not find template templates/none.yaml in chart\n")]
    public async Task Where_helm_fails_it_fails_in_the_same_words(string words, string error)
    {
        var run = await RunAsync(words.Split(' '));
        Assert.Equal(
            (1, "", error),
            (
                run.ExitCode,
                run.Output,
                string.Concat(
                    run.Error.Split('\n')
                        .Where(static line => !line.StartsWith("Warning:", StringComparison.Ordinal))
                        .Select(static line => line.Length > 0 ? line + "\n" : "")
                )
            )
        );
    }

    [Fact]
    public async Task A_template_can_give_the_name()
    {
        var run = await RunAsync(
            "--name-template",
            "{{ printf \"%s-%d\" (\"UP\" | lower) 7 }}",
            "charts/shop",
            "-s",
            "charts/cache/templates/set.yaml"
        );
        Assert.Contains("metadata: {name: up-7-cache}", run.Output);
    }

    [Fact]
    public async Task A_deprecated_chart_is_announced_once()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["c/templates"]);
        await File.WriteAllTextAsync(folder["c/Chart.yaml"], "apiVersion: v2\nname: c\nversion: 1.0.0\ndeprecated: true\n", Cancellation);
        await File.WriteAllTextAsync(folder["c/templates/a.yaml"], "a: {{ .Values.a }}\n", Cancellation);

        var run = await RunResult.OfAsync(folder.Path, ["template", "c", "--set", "a=1"], Cancellation);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("Warning: this chart is deprecated\n", run.Error);
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("name charts/shop -g")]
    [InlineData("charts/shop --kube-version new")]
    [InlineData("charts/shop -f none.yaml")]
    [InlineData("a b c")]
    public async Task Wrong_usage_is_told_apart_from_failure(string words) => Assert.Equal(2, (await RunAsync(words.Split(' '))).ExitCode);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Task<RunResult> RunAsync(params string[] words) =>
        RunResult.OfAsync(Golden, ["template", .. words], TestContext.Current.CancellationToken);
}

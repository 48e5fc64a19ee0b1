using Wsm.Peers;

namespace Wsm.Tests.Attacks;

/// <summary>
/// Folders of manifests, kustomizations, compose files and charts as a stranger's checkout has them: what lies outside gets into no bundle, a
/// pipe is not waited for, and what would be read for ever is refused.
/// </summary>
public sealed class HostileSourceTests : IDisposable
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: a}
        spec: {containers: [{name: a, image: "127.0.0.1:1/team/app:1"}]}
        """;

    private readonly TemporaryFolder _folder = new();

    public HostileSourceTests()
    {
        _folder.Write("outside/secret.yaml", "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {key: hunter2}\n");
        _folder.Write("in/pod.yaml", Pod);
        _folder.Write("images.txt", "127.0.0.1:1/team/app:1\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_kustomization_takes_no_file_from_outside_through_a_link()
    {
        _folder.Write("in/kustomization.yaml", "resources: [pod.yaml]\nconfigMapGenerator:\n- name: x\n  files: [x.yaml]\n");
        File.CreateSymbolicLink(_folder["in", "x.yaml"], "../outside/secret.yaml");

        var list = await ListAsync("--manifests in");
        var download = await RunResult.OfAsync(_folder.Path, ["download", "--manifests", "in", "-b", "bundle"]);

        Assert.Equal((1, 2), (list.ExitCode, download.ExitCode));
        Assert.All([list, download], run => Assert.Contains("names x.yaml, a link that leads out of its folder", run.Error));
        Assert.False(Directory.Exists(_folder["bundle"]));
    }

    [Fact]
    public async Task Nor_is_the_kustomization_itself_a_link_to_a_file_outside()
    {
        File.CreateSymbolicLink(_folder["in", "kustomization.yaml"], "../outside/secret.yaml");

        Assert.Contains("names kustomization.yaml, a link that leads out", (await ListAsync("--manifests in")).Error);
    }

    [Fact]
    public async Task Links_within_a_kustomization_are_as_good_as_files()
    {
        _folder.Write("in/kustomization.yaml", "resources: [deep/link.yaml]\n");
        Directory.CreateDirectory(_folder["in", "deep"]);
        File.CreateSymbolicLink(_folder["in", "deep", "link.yaml"], "../pod.yaml");

        Assert.Contains("127.0.0.1:1/team/app:1", (await ListAsync("--manifests in")).Output);
    }

    [Theory]
    [InlineData("link.yaml", "../outside/secret.yaml")]
    [InlineData("linked", "../outside")]
    public async Task A_link_that_leads_out_of_a_folder_of_manifests_is_refused(string name, string target)
    {
        File.CreateSymbolicLink(_folder["in", name], target);

        var run = await ListAsync("--manifests in");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is a link that leads out of the folder", run.Error);
        Assert.DoesNotContain("hunter2", run.Error + run.Output);
    }

    /// <summary>As a ConfigMap lies in a pod, and as a tree without an end.</summary>
    [Fact]
    public async Task Links_to_folders_within_a_folder_of_manifests_are_read_once()
    {
        Directory.CreateDirectory(_folder["in", "..data"]);
        File.Move(_folder["in", "pod.yaml"], _folder["in", "..data", "pod.yaml"]);
        File.CreateSymbolicLink(_folder["in", "pod.yaml"], "..data/pod.yaml");
        Directory.CreateSymbolicLink(_folder["in", "again"], ".");
        Directory.CreateSymbolicLink(_folder["in", "and-again"], ".");

        Assert.Contains("127.0.0.1:1/team/app:1", (await ListAsync("--manifests in")).Output);
    }

    [Theory]
    [InlineData("--manifests in", "in/pipe.yaml")]
    [InlineData("--manifests in", "in/kustomization.yaml")]
    [InlineData("--manifests kustomized", "kustomized/base.yaml")]
    [InlineData("--compose compose.yaml", "pipe.yaml")]
    public async Task A_pipe_is_refused_and_not_waited_for(string source, string pipe)
    {
        _folder.Write("kustomized/kustomization.yaml", "resources: [base.yaml]\n");
        _folder.Write("compose.yaml", "include: [pipe.yaml]\nservices: {a: {image: \"127.0.0.1:1/team/app:1\"}}\n");
        await Tool.RunAsync("mkfifo", [_folder[pipe.Split('/')]]);

        var run = await ListAsync(source).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is a pipe, a socket or a device", run.Error);
    }

    [Theory]
    [InlineData("import pipe")]
    [InlineData("download --want pipe")]
    [InlineData("download --images images.txt --have pipe -b new")]
    [InlineData("download --repair pipe")]
    public async Task Nor_is_one_in_the_place_of_what_was_carried_here(string command)
    {
        await Tool.RunAsync("mkfifo", [_folder["pipe"]]);

        var run = await RunResult
            .OfAsync(_folder.Path, command.Split(' '), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("is a pipe, a socket or a device", run.Error);
    }

    [Fact]
    public async Task A_device_that_never_ends_is_refused_too()
    {
        File.CreateSymbolicLink(_folder["in", "kustomization.yaml"], "/dev/zero");

        Assert.Contains("is a pipe, a socket or a device", (await ListAsync("--manifests in")).Error);
    }

    [Fact]
    public async Task A_chart_s_pipe_says_nothing()
    {
        _folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 1.0.0\n");
        _folder.Write("chart/templates/pod.yaml", Pod);
        await Tool.RunAsync("mkfifo", [_folder["chart", ".helmignore"], _folder["chart", "values.yaml"]]);

        var run = await ListAsync("--chart chart").WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Contains("127.0.0.1:1/team/app:1", run.Output);
    }

    [Fact]
    public async Task Folders_of_a_chart_that_link_to_the_same_two_again_and_again_are_too_many()
    {
        _folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 1.0.0\n");
        for (var level = 0; level < 30; level++)
        {
            Directory.CreateDirectory(_folder["chart", $"{level}"]);
            Directory.CreateSymbolicLink(_folder["chart", $"{level}", "a"], $"../{level + 1}");
            Directory.CreateSymbolicLink(_folder["chart", $"{level}", "b"], $"../{level + 1}");
        }

        Directory.CreateDirectory(_folder["chart", "30"]);

        Assert.Contains("the chart has more than 100000 folders", (await ListAsync("--chart chart")).Error);
    }

    [Fact]
    public async Task Bases_that_take_the_same_two_again_and_again_are_too_many()
    {
        const int Levels = 30;
        foreach (var side in (string[])["a", "b"])
        {
            for (var level = 0; level < Levels; level++)
            {
                _folder.Write($"{side}{level}/kustomization.yaml", $"namePrefix: {side}\nresources: [../a{level + 1}, ../b{level + 1}]\n");
            }

            _folder.Write($"{side}{Levels}/kustomization.yaml", $"namePrefix: {side}\nresources: [pod.yaml]\n");
            _folder.Write($"{side}{Levels}/pod.yaml", Pod);
        }

        var run = await ListAsync("--manifests a0");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is built from more than 10000 others", run.Error);
    }

    [Fact]
    public async Task Compose_files_that_include_the_same_two_again_and_again_are_too_many()
    {
        const int Levels = 15;
        for (var level = 0; level < Levels; level++)
        {
            _folder.Write($"c{level}.yaml", $"include: [c{level + 1}.yaml, ./c{level + 1}.yaml]\n");
        }

        _folder.Write($"c{Levels}.yaml", "services: {a: {image: \"127.0.0.1:1/team/app:1\"}}\n");

        var run = await ListAsync("--compose c0.yaml");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("include more than 1000 files", run.Error);
    }

    [Fact]
    public async Task Mappings_that_merge_the_same_one_again_and_again_are_looked_through_once()
    {
        var levels = Enumerable.Range(1, 40).Select(level => $"x-{level}: &l{level} {{<<: [*l{level - 1}, *l{level - 1}]}}\n");
        _folder.Write(
            "compose.yaml",
            $"x-0: &l0 {{image: \"127.0.0.1:1/team/app:1\"}}\n{string.Concat(levels)}services:\n  a: {{<<: *l40}}\n"
        );

        var run = await ListAsync("--compose compose.yaml -o refs")
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal("127.0.0.1:1/team/app:1\n", run.Output);
    }

    /// <summary>Each was looked for among the states of all.</summary>
    [Fact]
    public async Task A_pod_of_a_great_many_containers_is_read_soon()
    {
        const int Many = 40_000;
        var digest = new string('a', 64);
        var containers = Enumerable.Range(0, Many).Select(number => $$"""{"name":"c{{number}}","image":"a:1"}""");
        var states = Enumerable.Range(1, Many).Select(number => $$"""{"name":"c{{Many - number}}","imageID":"a@sha256:{{digest}}"}""");
        _folder.Write(
            "pods.json",
            $$$"""
            {"kind":"Pod","metadata":{"name":"p"},"spec":{"containers":[{{{string.Join(',', containers)}}}]},
             "status":{"containerStatuses":[{{{string.Join(',', states)}}}]}}
            """
        );

        var run = await ListAsync("--from-cluster pods.json -o refs")
            .WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal($"docker.io/library/a:1@sha256:{digest}\n", run.Output);
    }

    private Task<RunResult> ListAsync(string source) =>
        RunResult.OfAsync(_folder.Path, ["list", .. source.Split(' ')], TestContext.Current.CancellationToken);
}

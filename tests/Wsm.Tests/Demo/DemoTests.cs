using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Wsm.Demo;
using Wsm.Hosting;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Product.Failures;
using Wsm.Terminal;

namespace Wsm.Tests.Demo;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_shows_every_command_with_what_it_proved_and_leaves_nothing()
    {
        using var folder = new TemporaryFolder();

        var run = await RunAsync(folder, [], "demo");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        var commands = Regex.Matches(run.Output, @"^\$ wsm (\w+)", RegexOptions.Multiline).Select(match => match.Groups[1].Value);
        Assert.Equal(["list", "download", "download", "verify", "push", "check", "values", "serve", "template"], commands);
        Assert.Equal(9, Regex.Count(run.Output, @"^» ", RegexOptions.Multiline));
        Assert.Contains("^C\nInterrupted. What has arrived is kept", run.Output);
        Assert.Matches(@"MiB were kept from before", run.Output);
        Assert.DoesNotContain("✗", run.Output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task The_cut_layer_goes_on_where_it_stopped_and_the_source_is_asked_for_no_more()
    {
        using var folder = new TemporaryFolder();

        var run = await RunAsync(folder, [], "demo", "-o", "json");

        using var report = JsonDocument.Parse(run.Output);
        var steps = report.RootElement.GetProperty("steps").EnumerateArray().ToList();
        var kept = long.Parse(
            Regex.Match(steps[2].GetProperty("finding").GetString()!, @"from byte (\d+) on").Groups[1].Value,
            CultureInfo.InvariantCulture
        );
        Assert.True(report.RootElement.GetProperty("passed").GetBoolean());
        Assert.InRange(kept, 1, DemoProduct.LargestLayer.Value.Length - 1);
        Assert.Equal(9, steps.Count);
    }

    [Fact]
    public async Task What_is_kept_is_a_bundle_whose_images_docker_runs_and_values_that_name_the_inside()
    {
        using var folder = new TemporaryFolder();
        var run = await RunAsync(folder, [], "demo", "--keep", "-q");
        await using var docker = await DockerEngine.StartAsync();
        var archive = Directory
            .GetFiles(folder["wsm-demo", "bundle", "images"], "2.3.0.tgz", SearchOption.AllDirectories)
            .Single(file => file.Contains("worker"));

        var loaded = await docker.RunAsync("load", "-i", archive);
        var said = await docker.RunAsync("run", "--rm", "--network", "none", loaded.Split("Loaded image: ")[1].Trim());

        Assert.Equal("orchard worker 2.3.0\n", said);
        Assert.Equal(9, run.Output.Split('\n').Count(line => line.StartsWith("✓ ", StringComparison.Ordinal)));
        Assert.Contains("registry: 127.0.0.1:", File.ReadAllText(folder["wsm-demo", "deploy", "values-orchard.yaml"]));
    }

    [Fact]
    public async Task Where_helm_is_installed_it_renders_the_chart_from_the_served_bundle()
    {
        using var folder = new TemporaryFolder();
        var helm = Tool.Find("helm", "WSM_TEST_HELM");

        var run = await RunAsync(folder, new Dictionary<string, string> { ["PATH"] = Path.GetDirectoryName(helm)! }, "demo");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("$ helm template orchard orchard --repo http://127.0.0.1:", run.Output);
        Assert.Contains("/charts/orchard-2.3.0.tgz 200", run.Output);
    }

    [Fact]
    public async Task The_persons_own_settings_do_not_disturb_it()
    {
        using var folder = new TemporaryFolder();
        var settings = new Dictionary<string, string>
        {
            ["HTTP_PROXY"] = "http://127.0.0.1:1",
            ["WSM_TRUST"] = "/nowhere",
            ["DOCKER_CONFIG"] = folder.Write("config.json", "not json"),
            ["HOME"] = folder.Path,
        };

        var run = await RunAsync(folder, settings, "demo", "-q");

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Equal(["config.json"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_step_that_does_not_come_out_as_it_should_is_named_and_ends_the_demo_with_1()
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var context = new WsmContext
        {
            Out = output,
            Error = error,
            CurrentDirectory = "/",
        };
        var console = new UserConsole(context);
        var reached = false;
        DemoStep[] steps =
        [
            new("First", "goes well", "wsm first", _ => Task.FromResult("all is well")),
            new("Second", "does not", "wsm second", _ => throw new UserError("the layer was fetched from its beginning")),
            new("Third", "is not reached", "wsm third", _ => Task.FromResult($"{reached = true}")),
        ];

        var outcomes = await new DemoStory(new DemoTeller(console, silent: false), console, _ => Task.CompletedTask).RunAsync(
            steps,
            TestContext.Current.CancellationToken
        );

        Assert.Equal([true, false], outcomes.Select(outcome => outcome.Passed));
        Assert.False(reached);
        Assert.Contains("Step 2 of the demo (wsm second) did not give the expected result: the layer was fetched", error.ToString());
    }

    [Fact]
    public async Task Pauses_wait_for_Enter_at_a_terminal_and_are_refused_elsewhere()
    {
        using var folder = new TemporaryFolder();
        using var enter = new StringReader(string.Concat(Enumerable.Repeat("\n", 8)) + "rest");
        using var output = new StringWriter();
        using var context = new WsmContext
        {
            Out = output,
            Error = TextWriter.Null,
            In = enter,
            InIsTerminal = true,
            CurrentDirectory = folder.Path,
        };

        var paused = await Application.RunAsync(["demo", "--pause"], context, TestContext.Current.CancellationToken);
        var refused = await RunAsync(folder, [], "demo", "--pause");

        Assert.Equal(ExitCode.Done, paused);
        Assert.Equal("rest", enter.ReadToEnd());
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("--pause", refused.Error);
    }

    [Fact]
    public async Task A_folder_with_something_in_it_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        folder.Write("wsm-demo/mine.txt", "precious");

        var next = await RunAsync(folder, [], "demo", "--keep", "-q");
        var refused = await RunAsync(folder, [], "demo", "--dir", "wsm-demo");

        Assert.Equal(ExitCode.Done, next.ExitCode);
        Assert.True(File.Exists(folder["wsm-demo-2", "bundle", "bundle.json"]));
        Assert.Equal("precious", File.ReadAllText(folder["wsm-demo", "mine.txt"]));
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("wsm-demo", refused.Error);
    }

    [Fact]
    public async Task An_interrupted_demo_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        using var interruption = new CancellationTokenSource();
        await using var output = new Transcript();
        using var context = new WsmContext
        {
            Out = output,
            Error = TextWriter.Null,
            CurrentDirectory = folder.Path,
        };

        var running = Application.RunAsync(["demo"], context, interruption.Token);
        while (!output.Text.Contains("$ wsm download", StringComparison.Ordinal))
        {
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }

        await interruption.CancelAsync();

        Assert.Equal(ExitCode.Interrupted, await running);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task The_tiny_program_runs_as_it_is()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("hello", TinyProgram.Print("hello from an ELF", "amd64"));
        await Tool.RunAsync("chmod", ["+x", file]);

        var result = await Tool.RunAsync(file, []);

        Assert.Equal("hello from an ELF\n", result.Output);
    }

    [Fact]
    public void The_images_are_the_same_each_time_and_share_their_base()
    {
        var one = DemoImage.Make("one", 1000, "amd64", "arm64");
        var again = DemoImage.Make("one", 1000, "amd64", "arm64");
        var other = DemoImage.Make("other", 0, "amd64");

        Assert.Equal(one.Manifests.Select(manifest => manifest.Digest), again.Manifests.Select(manifest => manifest.Digest));
        Assert.True(one.Manifests[^1].IsIndex);
        Assert.NotEmpty(one.Blobs.Keys.Intersect(other.Blobs.Keys));
        Assert.All(one.Blobs, blob => Assert.Equal(blob.Key, Digest.Of(blob.Value)));
    }

    private static Task<RunResult> RunAsync(TemporaryFolder folder, Dictionary<string, string> environment, params string[] arguments) =>
        RunResult.OfAsync(folder.Path, arguments, environment, TestContext.Current.CancellationToken);
}

using Wsm.CommandLine;
using Wsm.Demo;
using Wsm.Oci.References;
using Wsm.Peers;

namespace Wsm.Tests.Demo;

public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_shows_every_command_and_leaves_a_bundle_whose_images_docker_runs()
    {
        using var folder = new TemporaryFolder();
        var output = await RunAsync(folder, "demo");
        await using var docker = await DockerEngine.StartAsync();
        var archive = Directory.GetFiles(folder["wsm-demo", "bundle", "images"], "2.3.0.tgz", SearchOption.AllDirectories).Single(file => file.Contains("worker"));

        var loaded = await docker.RunAsync("load", "-i", archive);
        var said = await docker.RunAsync("run", "--rm", "--network", "none", loaded.Split("Loaded image: ")[1].Trim());

        Assert.Equal("orchard worker 2.3.0\n", said);
        foreach (var command in (string[])["wsm list --catalog wsm-demo/orchard.yaml", "wsm download --catalog", "wsm push --bundle wsm-demo/bundle"]) Assert.Contains($"$ {command}", output);
        Assert.Contains("orchard/controller:1.4.2", output);
        Assert.DoesNotContain("orchard/controller:1.4.1", output);
        Assert.Contains("(already there)", output);
        Assert.DoesNotContain("✗", output);
    }

    [Fact]
    public async Task A_second_demo_takes_the_next_free_folder_and_a_full_one_is_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("wsm-demo/mine.txt", "precious");

        await RunAsync(folder, "demo");
        using var context = Context(folder, out _, out var error);
        var refused = await Application.RunAsync(["demo", "--dir", "wsm-demo"], context, TestContext.Current.CancellationToken);

        Assert.True(File.Exists(folder["wsm-demo-2", "bundle", "bundle.json"]));
        Assert.Equal("precious", File.ReadAllText(folder["wsm-demo", "mine.txt"]));
        Assert.Equal(ExitCode.Usage, refused);
        Assert.Contains("wsm-demo", error.ToString());
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

    private static async Task<string> RunAsync(TemporaryFolder folder, params string[] arguments)
    {
        using var context = Context(folder, out var output, out var error);
        var exitCode = await Application.RunAsync(arguments, context, TestContext.Current.CancellationToken);
        Assert.True(exitCode == ExitCode.Done, $"{error}{output}");
        return output.ToString();
    }

    private static WsmContext Context(TemporaryFolder folder, out StringWriter output, out StringWriter error)
    {
        output = new StringWriter { NewLine = "\n" };
        error = new StringWriter { NewLine = "\n" };
        return new WsmContext { Out = output, Error = error, CurrentDirectory = folder.Path };
    }
}

using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Load;

public sealed class ContainerdTests
{
    [Fact]
    public async Task Containerd_has_every_image_under_its_own_name_where_Kubernetes_looks()
    {
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent>
            {
                ["team/app:1.0"] = TestImages.Busybox("app"),
                ["team/many:2.0"] = TestImages.MultiPlatform(),
            }
        );
        await using var containerd = await ContainerdProcess.StartAsync();

        var run = await LoadAsync(bundle, containerd.Socket);

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Contains($"✓ {bundle.Upstream}/team/app:1.0", run.Output);
        var held = await containerd.RunAsync("--namespace", "k8s.io", "images", "ls");
        Assert.Matches($"{bundle.Upstream}/team/app:1.0 +[^ ]+ +{bundle.Images["team/app:1.0"].Digest}", held);
        Assert.Matches($"{bundle.Upstream}/team/many:2.0 +[^ ]+ +{bundle.Images["team/many:2.0"].Digest}", held);
        var unpacked = await containerd.RunAsync("--namespace", "k8s.io", "images", "check", $"name=={bundle.Upstream}/team/app:1.0");
        Assert.Contains("complete (4/4)", unpacked);
    }

    [Fact]
    public async Task A_damaged_archive_is_named_and_the_others_are_loaded_into_the_namespace_asked_for()
    {
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["a/good:1"] = TestImages.Busybox("good"), ["b/bad:1"] = TestImages.Busybox("bad") },
            allPlatforms: false
        );
        var archive = Directory.GetFiles(bundle.Folder, "1.tgz", SearchOption.AllDirectories).Single(file => file.Contains("bad"));
        File.WriteAllBytes(archive, File.ReadAllBytes(archive)[..5000]);
        await using var containerd = await ContainerdProcess.StartAsync();

        var run = await LoadAsync(bundle, containerd.Socket, "--namespace", "other");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"✓ {bundle.Upstream}/a/good:1", run.Output);
        Assert.Contains($"✗ {bundle.Upstream}/b/bad:1", run.Output);
        Assert.Equal($"{bundle.Upstream}/a/good:1", (await containerd.RunAsync("--namespace", "other", "images", "ls", "-q")).Trim());
    }

    [Fact]
    public async Task A_containerd_that_is_not_there_is_one_clear_sentence()
    {
        using var bundle = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["a/x:1"] = TestImages.Random(1, 10) });

        var run = await LoadAsync(bundle, "/nonexistent/containerd.sock");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("There is no containerd at /nonexistent/containerd.sock", run.Error);
    }

    private static Task<RunResult> LoadAsync(SampleBundle bundle, string socket, params string[] more) =>
        RunResult.OfAsync(
            bundle.Folder,
            ["load", "--containerd", "--containerd-socket", socket, "--bundle", bundle.Folder, .. more],
            ContainerdProcess.Environment,
            TestContext.Current.CancellationToken
        );
}

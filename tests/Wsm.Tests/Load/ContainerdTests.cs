using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Site.Loading;
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
        var names = await containerd.RunAsync("--namespace", "other", "images", "ls", "-q");
        Assert.StartsWith($"{bundle.Upstream}/a/good:1\n{bundle.Upstream}/a/good@sha256:", names);
        Assert.DoesNotContain("bad", names);
    }

    /// <summary>The kubelet looks for an image that is pinned by its digest under that alone, and tries to pull it otherwise.</summary>
    [Fact]
    public async Task Images_pinned_by_their_digest_are_found_by_it()
    {
        var (app, index) = (TestImages.Busybox("app"), TestImages.MultiPlatform());
        await using var vendor = await RegistryProcess.StartAsync();
        await TestImagesPush.PushAsync(vendor.Host, "team/app", "1.0", app);
        await TestImagesPush.PushAsync(vendor.Host, "team/job", "2", index);
        using var folder = new TemporaryFolder();
        string[] pinned = [$"{vendor.Host}/team/app:1.0@{app.Digest}", $"{vendor.Host}/team/job@{index.Digest}"];
        folder.Write("catalog.yaml", ImageCatalog.Of(pinned));
        await RunResult.WellAsync("download", "--catalog", folder["catalog.yaml"], "-b", folder["bundle"]);
        await using var containerd = await ContainerdProcess.StartAsync();

        var run = await RunResult.OfAsync(
            folder.Path,
            ["load", "--containerd", "--address", containerd.Socket, "--bundle", folder["bundle"]],
            ContainerdProcess.Environment,
            TestContext.Current.CancellationToken
        );

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        var names = (await containerd.RunAsync("--namespace", "k8s.io", "images", "ls", "-q")).Split('\n');
        Assert.Contains($"{vendor.Host}/team/app:1.0", names);
        Assert.Contains($"{vendor.Host}/team/app@{app.Digest}", names);
        Assert.Contains($"{vendor.Host}/team/job@{index.Digest}", names);
    }

    /// <summary>Where RKE2, K3s, k0s and MicroK8s have them.</summary>
    [Theory]
    [InlineData("var/lib/rancher/rke2/bin/ctr", "")]
    [InlineData("usr/local/bin/k3s", "ctr")]
    [InlineData("usr/local/bin/k0s", "ctr")]
    [InlineData("snap/bin/microk8s.ctr", "")]
    public void The_client_that_a_distribution_brings_is_found(string file, string word)
    {
        using var root = new TemporaryFolder();
        var program = root.Write(file, "");

        var found = new ContainerdClient("/nowhere", root.Path).FindProgram();

        Assert.Equal(word.Length == 0 ? [program] : [program, word], found);
    }

    [Theory]
    [InlineData("run/containerd/containerd.sock")]
    [InlineData("run/k3s/containerd/containerd.sock")]
    [InlineData("run/k0s/containerd.sock")]
    [InlineData("var/snap/microk8s/common/run/containerd.sock")]
    public void The_socket_that_a_distribution_has_is_found(string file)
    {
        using var root = new TemporaryFolder();
        var socket = root.Write(file, "");

        Assert.Equal([socket], new ContainerdClient("", root.Path).FindSockets());
    }

    [Fact]
    public async Task Another_client_can_be_named_and_one_that_is_none_is_one_sentence()
    {
        using var bundle = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["a/x:1"] = TestImages.Busybox("x") });
        await using var containerd = await ContainerdProcess.StartAsync();

        var named = await LoadAsync(bundle, containerd.Socket, "--ctr", Tool.Find("ctr"));
        var none = await LoadAsync(bundle, containerd.Socket, "--ctr", "/nowhere/ctr");

        Assert.True(named.ExitCode == 0, named.Error);
        Assert.Equal(ExitCode.Failed, none.ExitCode);
        Assert.Contains("'/nowhere/ctr' cannot be started", none.Error);
        Assert.Contains("name its client with --ctr", none.Error);
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

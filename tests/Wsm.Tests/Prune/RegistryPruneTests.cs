using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Prune;

/// <summary>Old releases are taken out of a registry, and never what is needed still.</summary>
public sealed class RegistryPruneTests : IAsyncLifetime
{
    private readonly List<SampleBundle> _bundles = [];
    private RegistryProcess _registry = null!;

    public async ValueTask InitializeAsync() => _registry = await RegistryProcess.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _bundles.ForEach(bundle => bundle.Dispose());
        await _registry.DisposeAsync();
    }

    [Fact]
    public async Task What_only_the_older_bundle_brought_is_listed_and_goes_when_that_is_confirmed()
    {
        var older = await PushedAsync(("team/app:1", "one"), ("team/tool:1", "tool"));
        var newer = await PushedAsync(("team/app:2", "two"), ("team/tool:1", "tool"));

        var listed = await PruneAsync(newer, older);
        Assert.True(await IsThereAsync("team/app:1"));
        var removed = await PruneAsync(newer, older, "--yes");

        Assert.Equal($"- {_registry.Host}/team/app:1 ({older.Images["team/app:1"].Digest})\n", listed.Output);
        Assert.Contains("nothing was removed. --yes removes them", listed.Error);
        Assert.Contains("1 removed", removed.Error);
        Assert.Equal(
            (false, true, true),
            (await IsThereAsync("team/app:1"), await IsThereAsync("team/app:2"), await IsThereAsync("team/tool:1"))
        );
        await RunResult.WellAsync("check", "-b", newer.Folder, "--registry", _registry.Host);
        Assert.Contains("There is nothing to remove", (await PruneAsync(newer, older)).Error);
    }

    /// <summary>A registry deletes a manifest with all its tags.</summary>
    [Fact]
    public async Task Content_that_another_tag_or_another_lock_needs_stays_with_the_reason()
    {
        var older = await PushedAsync(("team/app:1", "one"), ("team/same:1", "same"), ("team/kept:1", "kept"), ("team/moved:1", "moved"));
        var newer = await PushedAsync(("team/app:2", "two"), ("team/same:2", "same"));
        var other = await PushedAsync(("else/kept:9", "kept"));
        await TestImagesPush.PushAsync(_registry.Host, "team/app", "mine", TestImages.Busybox("one"));
        await TestImagesPush.PushAsync(_registry.Host, "team/moved", "1", TestImages.Busybox("somebody else's"));

        var run = await PruneAsync(newer, older, "--yes", "--keep", other.Folder);

        Assert.Contains("team/app:1 stays: the tag mine needs it, too", run.Output);
        Assert.Contains("team/same:1 stays: a bundle that is kept holds the same content", run.Output);
        Assert.Contains("team/kept:1 stays: a bundle that is kept holds the same content", run.Output);
        Assert.Contains("team/moved:1 stays: it stands for", run.Output);
        Assert.DoesNotContain("- ", run.Output);
        Assert.True(await IsThereAsync("team/app:1") && await IsThereAsync("team/kept:1"));
    }

    [Fact]
    public async Task A_registry_that_allows_no_deleting_is_named_and_the_report_is_for_machines_too()
    {
        var older = await PushedAsync(("team/app:1", "one"));
        var newer = await PushedAsync(("team/app:2", "two"));
        await using var strict = new FaultProxy(_registry.Host, (request, forward) =>
            request.Method == "DELETE" ? Reply.Text(405, """{"errors":[{"code":"UNSUPPORTED"}]}""") : forward(request)
        );
        foreach (var bundle in (SampleBundle[])[older, newer])
        {
            var file = Path.Combine(bundle.Folder, "relocation.json");
            File.WriteAllText(file, File.ReadAllText(file).Replace(_registry.Host, strict.Host));
        }

        var run = await RunResult.OfAsync(
            "prune",
            "--registry",
            strict.Host,
            "-b",
            newer.Folder,
            "--before",
            older.Folder,
            "--yes",
            "-o",
            "json"
        );

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Single(JsonNode.Parse(run.Output)!["removed"]!.AsArray());
        Assert.Contains("could not be deleted", run.Error);
    }

    [Fact]
    public async Task A_bundle_that_was_not_pushed_is_no_measure()
    {
        var older = await PushedAsync(("team/app:1", "one"));
        var newer = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:2"] = TestImages.Busybox("two") });
        _bundles.Add(newer);

        var run = await RunResult.OfAsync("prune", "--registry", _registry.Host, "-b", newer.Folder, "--before", older.Folder, "--yes");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("relocation.json", run.Error);
        Assert.True(await IsThereAsync("team/app:1"));
    }

    private Task<RunResult> PruneAsync(SampleBundle newer, SampleBundle older, params string[] more) =>
        RunResult.WellAsync(["prune", "--registry", _registry.Host, "-b", newer.Folder, "--before", older.Folder, .. more]);

    private async Task<bool> IsThereAsync(string name) =>
        (await Tool.TryRunAsync("skopeo", ["inspect", "--raw", "--tls-verify=false", $"docker://{_registry.Host}/{name}"])).ExitCode == 0;

    private async Task<SampleBundle> PushedAsync(params (string Name, string Message)[] images)
    {
        var bundle = await SampleBundle.MakeAsync(
            images.ToDictionary(image => image.Name, image => TestImages.Busybox(image.Message)),
            allPlatforms: false
        );
        _bundles.Add(bundle);
        await RunResult.WellAsync("push", "-b", bundle.Folder, "--registry", _registry.Host);
        return bundle;
    }
}

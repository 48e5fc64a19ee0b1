using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers;

namespace Wsm.Tests.Push;

/// <summary>A tag that stands for other content inside is not replaced in silence.</summary>
public sealed class ReplacementTests : IAsyncLifetime
{
    private RegistryProcess _registry = null!;
    private SampleBundle _first = null!;
    private SampleBundle _second = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryProcess.StartAsync();
        _first = await OfAsync("first");
        _second = await OfAsync("second");
        await RunResult.WellAsync("push", "-b", _first.Folder, "--registry", _registry.Host);
    }

    public async ValueTask DisposeAsync()
    {
        _first.Dispose();
        _second.Dispose();
        await _registry.DisposeAsync();
    }

    private string Replaced => $"replaces {_first.Images["team/app:1.0"].Digest}";

    [Fact]
    public async Task What_would_be_replaced_is_told_by_dry_run_and_preflight()
    {
        var planned = await RunResult.WellAsync("push", "-b", _second.Folder, "--registry", _registry.Host, "--dry-run");
        var preflight = await RunResult.WellAsync("push", "-b", _second.Folder, "--registry", _registry.Host, "--preflight");

        Assert.Contains(Replaced, planned.Output);
        Assert.DoesNotContain("new:1.0 (replaces", planned.Output);
        Assert.Contains("1 in place of other content", planned.Error);
        Assert.Contains(
            $"team/app:1.0: stands for {_first.Images["team/app:1.0"].Digest}, which would be replaced by "
                + $"{_second.Images["team/app:1.0"].Digest}",
            preflight.Output
        );
    }

    [Fact]
    public async Task What_was_replaced_is_told_by_push_and_in_its_report()
    {
        var pushed = await RunResult.WellAsync("push", "-b", _second.Folder, "--registry", _registry.Host);
        var back = await RunResult.WellAsync("push", "-b", _first.Folder, "--registry", _registry.Host, "-o", "json");

        Assert.Contains(Replaced, pushed.Output);
        var images = JsonNode.Parse(back.Output)!["images"]!.AsArray();
        Assert.Equal(
            _second.Images["team/app:1.0"].Digest,
            images.Single(image => image!["replaces"] is not null)!["replaces"]!.GetValue<string>()
        );
    }

    [Fact]
    public async Task With_no_replace_it_is_kept_and_what_is_new_is_pushed()
    {
        string[] push = ["push", "-b", _second.Folder, "--registry", _registry.Host, "--no-replace"];
        var preflight = await RunResult.OfAsync([.. push, "--preflight"]);
        var planned = await RunResult.OfAsync([.. push, "--dry-run"]);
        var run = await RunResult.OfAsync(push);

        Assert.Equal((ExitCode.Incomplete, ExitCode.Failed, ExitCode.Failed), (preflight.ExitCode, planned.ExitCode, run.ExitCode));
        Assert.Contains($"the tag stands for {_first.Images["team/app:1.0"].Digest} there, and is kept", run.Output);
        Assert.Contains("without --no-replace it is replaced", run.Error);
        Assert.Contains($"✓ {_second.Upstream}/team/new:1.0", run.Output);
        await RunResult.WellAsync("check", "-b", _first.Folder, "--registry", _registry.Host);
    }

    [Fact]
    public async Task With_no_replace_a_registry_that_does_not_tell_gets_nothing()
    {
        await using var silent = new FaultProxy(_registry.Host, (request, forward) =>
            request.Method is "HEAD" or "GET" && request.Path.Contains("/manifests/") ? Reply.Text(403, "") : forward(request)
        );

        var run = await RunResult.OfAsync("push", "-b", _second.Folder, "--registry", silent.Host, "--no-replace");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("does not say whether the tag stands for something else", run.Output);
        Assert.DoesNotContain(silent.Requests, request => request.Method == "PUT");
    }

    private static Task<SampleBundle> OfAsync(string which)
    {
        var images = new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Busybox(which) };
        if (which == "second")
        {
            images["team/new:1.0"] = TestImages.Busybox("new");
        }

        return SampleBundle.MakeAsync(images, allPlatforms: false);
    }
}

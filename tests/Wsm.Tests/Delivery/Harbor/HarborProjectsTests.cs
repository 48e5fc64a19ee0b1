using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Delivery.Harbor;

public sealed class HarborProjectsTests
{
    [Fact]
    public async Task Projects_that_are_missing_are_made_and_those_that_are_there_left_alone()
    {
        using var bundle = await BundleAsync();
        await using var harbor = await HarborServer.StartAsync("apps");

        var run = await PushAsync(bundle, harbor, "admin", "--create-projects", "--charts", $"oci://{harbor.Host}/charts");
        var again = await PushAsync(bundle, harbor, "admin", "--create-projects", "--charts", $"oci://{harbor.Host}/charts");

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Equal(["tools", "charts"], harbor.Made);
        Assert.All(harbor.Projects.Where(project => project.Key != "apps"), project => Assert.False(project.Value));
        Assert.Contains("4 already there.", again.Error);
    }

    [Fact]
    public async Task Without_the_option_the_hint_names_it()
    {
        using var bundle = await BundleAsync();
        await using var harbor = await HarborServer.StartAsync("apps");

        var run = await PushAsync(bundle, harbor, "admin");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"✓ {bundle.Upstream}/apps/one:1", run.Output);
        Assert.Contains($"✗ {bundle.Upstream}/tools/two:1", run.Output);
        Assert.Contains("--create-projects", run.Error);
        Assert.Empty(harbor.Made);
    }

    [Theory]
    [InlineData("developer", "does not let this user create the project 'apps'")]
    [InlineData(null, "wsm login")]
    public async Task Whoever_may_not_make_projects_is_told_before_anything_is_sent(string? user, string words)
    {
        using var bundle = await BundleAsync();
        await using var harbor = await HarborServer.StartAsync();

        var run = await PushAsync(bundle, harbor, user, "--create-projects");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains(words, run.Error);
    }

    [Fact]
    public async Task A_registry_that_is_no_Harbor_is_said_to_be_none()
    {
        using var bundle = await BundleAsync();
        await using var registry = await RegistryProcess.StartAsync();

        var run = await RunResult.OfAsync("push", "--bundle", bundle.Folder, "--registry", registry.Host, "--create-projects");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("uses Harbor's API", run.Error);
    }

    private static Task<SampleBundle> BundleAsync() =>
        SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent>
            {
                ["apps/one:1"] = TestImages.Random(1, 1000),
                ["tools/two:1"] = TestImages.Random(2, 1000),
            }
        );

    private static Task<RunResult> PushAsync(SampleBundle bundle, HarborServer harbor, string? user, params string[] more) =>
        RunResult.InAsync(
            null,
            "secret\n",
            [
                "push",
                "--bundle",
                bundle.Folder,
                "--registry",
                harbor.Host,
                .. user is null ? Array.Empty<string>() : ["--username", user, "--password-stdin"],
                .. more,
            ]
        );
}

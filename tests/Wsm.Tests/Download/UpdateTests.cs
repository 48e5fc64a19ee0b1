using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Bundles;
using Wsm.Tests.ChartStores;
using Wsm.Tests.Push;

namespace Wsm.Tests.Download;

/// <summary>A download into the bundle of the month before.</summary>
public sealed class UpdateTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RegistryProcess _registry = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryProcess.StartAsync();
        await TestImagesPush.PushAsync(_registry.Host, "shop/web", "1", TestImages.Random(90, 5000));
        await TestImagesPush.PushAsync(_registry.Host, "shop/web", "2", TestImages.Random(91, 5000));
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("archives")]
    [InlineData("oci")]
    public async Task It_says_what_will_go_and_a_failed_one_leaves_the_old_bundle_as_it_was(string layout)
    {
        await RunResult.WellAsync(Download(layout, "one", "web:1"));

        var failed = await RunResult.OfAsync(Download(layout, "other", "web:2", "gone:1"));
        var verified = await RunResult.OfAsync("verify", "-b", _folder["bundle"]);
        var done = await RunResult.WellAsync(Download(layout, "other", "web:2"));
        var again = await RunResult.WellAsync(Download(layout, "other", "web:2"));

        Assert.Equal(ExitCode.Failed, failed.ExitCode);
        Assert.Contains($"of its 1 image, 1 will go ({_registry.Host}/shop/web:1), and 2 will come", failed.Error);
        Assert.True(verified.ExitCode == 0, verified.Error + verified.Output);
        Assert.Contains("will go", done.Error);
        Assert.DoesNotContain("will go", again.Error);
        await RunResult.WellAsync("verify", "-b", _folder["bundle"]);
    }

    /// <param name="said">What the chart of the one version says.</param>
    private string[] Download(string layout, string said, params string[] images)
    {
        // The same name and version with other bytes: its file in the bundle has the same name.
        _folder.Write("shop.tgz", "");
        File.WriteAllBytes(_folder["shop.tgz"], SampleCharts.Bytes("shop", "1.0.0", $"description: {said}\n"));
        _folder.Write(
            "catalog.yaml",
            $$"""
            apiVersion: wsm/v1
            kind: Catalog
            metadata: {name: shop, title: Shop}
            components:
              - name: shop
                title: Shop
                chart: {path: shop.tgz}
                images: [{{string.Join(", ", images.Select(image => $"\"{_registry.Host}/shop/{image}\""))}}]
            """
        );
        return ["download", "--catalog", _folder["catalog.yaml"], "-b", _folder["bundle"], "--layout", layout];
    }
}

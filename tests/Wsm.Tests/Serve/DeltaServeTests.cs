using Wsm.Peers;
using Wsm.Site.Serving;
using Wsm.Tests.Inventories;

namespace Wsm.Tests.Serve;

/// <summary><c>wsm serve</c> of a delta.</summary>
public sealed class DeltaServeTests
{
    [Fact]
    public async Task Over_its_base_a_delta_is_served_whole_and_without_it_only_what_is_whole()
    {
        await using var vendor = await Vendor.StartAsync();
        var app = await vendor.PublishAsync("team/app", "1", top: 10);
        await vendor.PublishAsync("team/app", "2", top: 11);
        await vendor.PublishAsync("team/tool", "1", top: 12);
        await vendor.WellAsync("download", "--catalog", vendor.Catalog("team/app:1"), "-b", "old");
        await vendor.WellAsync("download", "--have", "old", "--catalog", vendor.Catalog("team/app:2", "team/tool:1"), "-b", "delta");

        await using (var alone = await StartAsync(vendor, []))
        {
            Assert.Equal(2, alone.Problems.Count);
            Assert.Contains($"{vendor.Host}/team/app:2 is not served: the delta leaves out 2 of its blobs", alone.Problems[0]);
        }

        await using var over = await StartAsync(vendor, [vendor.Folder["old"]]);
        Assert.Empty(over.Problems);
        foreach (var (tag, image) in ((string, string)[])[("2", "app"), ("1", "tool")])
        {
            await Tool.RunAsync(
                "skopeo",
                [
                    "copy",
                    "--src-tls-verify=false",
                    $"docker://{over.Address.Authority}/team/{image}:{tag}",
                    $"dir:{vendor.Folder[$"copy-{image}"]}",
                ]
            );
        }

        var shared = app.Blobs.Single(blob => blob.Value.Length == 300_000);
        Assert.Equal(shared.Value, File.ReadAllBytes(vendor.Folder["copy-app", shared.Key[7..]]));
    }

    private static Task<BundleServer> StartAsync(Vendor vendor, IReadOnlyList<string> bases) =>
        BundleServer.StartAsync(
            new ServeRequest
            {
                Bundle = vendor.Folder["delta"],
                Bases = bases,
                Listen = new(System.Net.IPAddress.Loopback, 0),
            },
            TimeProvider.System,
            _ => { },
            TestContext.Current.CancellationToken
        );
}

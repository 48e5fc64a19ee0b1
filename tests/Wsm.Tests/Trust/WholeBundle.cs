using Wsm.Bundles.Locks;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Tests.Bundles;
using Wsm.Tests.ChartStores;

namespace Wsm.Tests.Trust;

/// <summary>A small bundle that has a file of each kind: charts, a channel's answer, images that share a layer.</summary>
internal static class WholeBundle
{
    public static async Task WriteAsync(string folder, BundleLayout layout = BundleLayout.Archives, string title = "Whole")
    {
        var source = new MemorySource();
        var images = new[]
        {
            await source.PlanAsync("example.org/app:1", TestImages.FromLayers([Bytes(300_000, 80), [1, 2, 3]]), layout),
            await source.PlanAsync("example.org/job:1", TestImages.FromLayers([Bytes(300_000, 80), [4]]), layout),
            await source.PlanAsync("many:1", TestImages.MultiPlatform(), layout),
        };
        var files = new Dictionary<string, ReadOnlyMemory<byte>>
        {
            ["spec.yaml"] = "chart: {}\n"u8.ToArray(),
            ["charts/app-1.0.0.tgz"] = SampleCharts.Bytes("app", "1.0.0", "appVersion: '3.1'\n"),
        };
        var order = MemorySource.Order(folder, images, layout);
        order = order with
        {
            Files = files,
            Lock = order.Lock with
            {
                Title = title,
                Charts =
                [
                    new LockedChart(
                        "app",
                        "1.0.0",
                        "charts/app-1.0.0.tgz",
                        DigestOf(files["charts/app-1.0.0.tgz"]),
                        files["charts/app-1.0.0.tgz"].Length,
                        "https://charts.example.org"
                    ),
                ],
                Components =
                [
                    new LockedComponent
                    {
                        Name = "app",
                        Title = "The <App>",
                        Chart = "charts/app-1.0.0.tgz",
                        Channel = new LockedFile("spec.yaml", DigestOf(files["spec.yaml"]), files["spec.yaml"].Length),
                        ChannelUrl = "https://releases.example.org/deploy",
                        Images =
                        [
                            new LockedNeed(
                                "example.org/app:1",
                                [
                                    new ImageOrigin
                                    {
                                        Kind = OriginKind.Catalog,
                                        Component = "app",
                                        Reason = "asked for",
                                    },
                                ]
                            ),
                            new LockedNeed("many:1", []),
                        ],
                    },
                ],
            },
        };
        Assert.True((await MemorySource.WriteAsync(order)).IsFinished);
    }

    public static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static Digest DigestOf(ReadOnlyMemory<byte> bytes) => Digest.Of(bytes.Span);
}

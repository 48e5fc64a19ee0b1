using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Commands.Download;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;
using Wsm.Product.Sources;
using Wsm.Site.ChartStores;
using Wsm.Tests.ChartStores;
using Wsm.Tests.Serve;

namespace Wsm.Tests.Push;

/// <summary>A bundle of small real images and two charts, downloaded from a registry that is gone again.</summary>
internal sealed class SampleBundle : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SampleBundle(string upstream) => Upstream = upstream;

    public string Folder => _folder["bundle"];

    /// <summary>HOST:PORT that the references begin with.</summary>
    public string Upstream { get; }

    public Dictionary<string, ImageContent> Images { get; } = [];

    public IReadOnlyList<byte[]> Charts { get; } =
    [SampleCharts.Bytes("operator", "1.4.8", "appVersion: \"1.0\"\n"), SampleCharts.Bytes("product", "0.18.0+build.7")];

    /// <summary>Two images that share their base, one for several platforms, and both charts.</summary>
    public static Task<SampleBundle> MakeAsync() =>
        MakeAsync(
            new Dictionary<string, ImageContent>
            {
                ["team/app:1.0"] = TestImages.Busybox("app"),
                ["team/tool:2.0"] = TestImages.Busybox("tool"),
                ["other/many:3.0"] = TestImages.MultiPlatform(),
            }
        );

    /// <param name="images">REPOSITORY:TAG → image.</param>
    /// <param name="allPlatforms">Or the default platform alone.</param>
    /// <param name="layout">Of the bundle.</param>
    /// <param name="referrers">What the registry holds about the images, without a tag, and the bundle takes along.</param>
    public static async Task<SampleBundle> MakeAsync(
        IReadOnlyDictionary<string, ImageContent> images,
        bool allPlatforms = true,
        BundleLayout layout = BundleLayout.Archives,
        IReadOnlyList<(string Repository, ImageContent Content)>? referrers = null
    )
    {
        await using var upstream = await RunningRegistry.StartAsync();
        var made = new SampleBundle(upstream.Host);
        foreach (var (name, image) in images)
        {
            await TestImagesPush.PushAsync(upstream.Host, name.Split(':')[0], name.Split(':')[1], image);
            made.Images[name] = image;
        }
        foreach (var (repository, content) in referrers ?? [])
        {
            await TestImagesPush.PushAsync(upstream.Host, repository, null, content);
        }

        var set = new ImageSet(
            "sample",
            "Sample",
            [
                .. made.Charts.Select(
                    (bytes, i) =>
                        new ResolvedComponent
                        {
                            Name = $"part{i}",
                            Title = $"Part {i}",
                            Images =
                                i == 0
                                    ?
                                    [
                                        .. images.Keys.Select(name => new ResolvedImage(
                                            ImageReference.Parse($"{upstream.Host}/{name}"),
                                            []
                                        )),
                                    ]
                                    : [],
                            Chart = ResolvedOf(bytes),
                        }
                ),
            ]
        );
        using var client = new RegistryClient(new RegistryOptions());
        var request = new DownloadRequest
        {
            Set = set,
            Folder = made.Folder,
            Platforms = PlatformChoice.Parse(allPlatforms ? ["all"] : []),
            Layout = layout,
            Referrers = referrers is not null,
        };
        var report = await new Downloader(client, new Progress<TransferEvent>()).RunAsync(request, TestContext.Current.CancellationToken);
        Assert.True(report.IsFinished);
        return made;
    }

    public void Dispose() => _folder.Dispose();

    private static ResolvedChart ResolvedOf(byte[] bytes)
    {
        var chart = ChartArchive.Parse(bytes);
        return new ResolvedChart(chart.Metadata.Name, chart.Metadata.Version, "made for a test", bytes, chart.Sha256);
    }
}

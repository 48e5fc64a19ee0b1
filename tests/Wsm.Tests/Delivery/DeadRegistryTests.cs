using Wsm.Bundles.Checking;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Writing;
using Wsm.Commands.Download;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Product.Resolving;
using Wsm.Site.Delivery;
using Wsm.Tests.Push;

namespace Wsm.Tests.Delivery;

/// <summary>A real registry that is killed at work, and comes back at once, later, or not in time.</summary>
public sealed class DeadRegistryTests
{
    private static readonly Dictionary<string, ImageContent> Images = Enumerable
        .Range(0, 4)
        .ToDictionary(i => $"a/app{i}:1", i => TestImages.Random(80 + i, 900_000, 300_000, 20_000));

    [Theory]
    [InlineData("POST", 3)]
    [InlineData("PUT", 2)]
    [InlineData("PUT", 7)]
    [InlineData("HEAD", 6)]
    public async Task A_push_waits_for_a_registry_that_comes_back(string method, int request)
    {
        using var bundle = await SampleBundle.MakeAsync(Images);
        await using var registry = await RegistryProcess.StartAsync();
        var accident = new Accident(registry, method, request, comesBack: true);

        var report = await QuickPush.RunAsync(bundle, registry.Host, accident.Options(patient: true));
        await accident.Return;

        Assert.True(accident.Happened);
        QuickPush.AssertArrived(report);
        await AssertHoldsAsync(bundle, registry);
    }

    [Fact]
    public async Task A_push_that_cannot_wait_so_long_names_every_image_and_the_next_one_ends_it()
    {
        using var bundle = await SampleBundle.MakeAsync(Images);
        await using var registry = await RegistryProcess.StartAsync();
        var accident = new Accident(registry, "PUT", 4, comesBack: false);

        var report = await QuickPush.RunAsync(bundle, registry.Host, accident.Options(patient: false));

        var failed = report.Images.Where(item => item.Result == DeliveryOutcome.Failed).ToList();
        Assert.NotEmpty(failed);
        Assert.All(failed, item => Assert.Contains(registry.Host, item.Reason));
        await registry.StartAgainAsync();
        await QuickPush.RunAsync(bundle, registry.Host);
        await AssertHoldsAsync(bundle, registry);
    }

    [Fact]
    public async Task What_a_killed_registry_noted_only_by_half_is_brought_anew()
    {
        using var bundle = await SampleBundle.MakeAsync(Images);
        await using var registry = await RegistryProcess.StartAsync();
        await QuickPush.RunAsync(bundle, registry.Host);
        var repository = Path.Combine(registry.StorageFolder, "docker", "registry", "v2", "repositories", "a", "app2");
        foreach (var link in Directory.GetFiles(Path.Combine(repository, "_layers"), "link", SearchOption.AllDirectories))
        {
            File.WriteAllBytes(link, []);
        }

        Directory.Delete(Path.Combine(repository, "_manifests"), recursive: true);

        await QuickPush.RunAsync(bundle, registry.Host);

        await AssertHoldsAsync(bundle, registry);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_download_waits_for_a_registry_that_comes_back_and_else_goes_on_in_the_next_run(bool comesBack)
    {
        using var folder = new TemporaryFolder();
        await using var registry = await RegistryProcess.StartAsync();
        foreach (var (name, image) in Images)
        {
            await TestImagesPush.PushAsync(registry.Host, name.Split(':')[0], "1", image);
        }

        var accident = new Accident(registry, "GET", 8, comesBack);

        var first = await DownloadAsync(accident.Options(patient: comesBack));
        await accident.Return;
        if (!comesBack)
        {
            await registry.StartAgainAsync();
        }

        var second = await DownloadAsync(QuickPush.Options);

        Assert.Equal(comesBack, first.IsFinished);
        Assert.All(first.Failed, item => Assert.Contains(registry.Host, item.Reason));
        Assert.Equal([], second.Failed);
        using var bundle = Bundle.Open(folder["bundle"]);
        var checkedBundle = await BundleChecker.CheckAsync(bundle, 2, new Progress<TransferEvent>(), TestContext.Current.CancellationToken);
        Assert.Empty(checkedBundle.Findings);

        async Task<BundleReport> DownloadAsync(RegistryOptions options)
        {
            using var client = new RegistryClient(options);
            var set = new ImageSet(
                "test",
                "Test",
                [
                    new ResolvedComponent
                    {
                        Name = "test",
                        Title = "Test",
                        Images = [.. Images.Keys.Select(name => new ResolvedImage(ImageReference.Parse($"{registry.Host}/{name}"), []))],
                    },
                ]
            );
            return await new Downloader(client, new Progress<TransferEvent>()).RunAsync(
                new DownloadRequest
                {
                    Set = set,
                    Folder = folder["bundle"],
                    Platforms = PlatformChoice.Parse([]),
                },
                TestContext.Current.CancellationToken
            );
        }
    }

    private static async Task AssertHoldsAsync(SampleBundle bundle, RegistryProcess registry)
    {
        var check = await RunResult.OfAsync("check", "--bundle", bundle.Folder, "--registry", registry.Host);
        Assert.True(check.ExitCode == 0, check.Error + check.Output);
    }

    /// <summary>The registry is killed just before a request of some kind is sent to it for the n-th time.</summary>
    private sealed class Accident(RegistryProcess registry, string method, int request, bool comesBack)
    {
        private int _seen;

        public bool Happened => _seen >= request;

        public Task Return { get; private set; } = Task.CompletedTask;

        public RegistryOptions Options(bool patient) =>
            QuickPush.Options with
            {
                Log = line =>
                {
                    if (!line.Contains(method + " ", StringComparison.Ordinal) || Interlocked.Increment(ref _seen) != request)
                    {
                        return;
                    }

                    registry.Kill();
                    if (comesBack)
                    {
                        Return = Task.Run(registry.StartAgainAsync);
                    }
                },
                Retry = patient
                    ? new RetryOptions
                    {
                        MaxRetries = 12,
                        BaseDelay = TimeSpan.FromMilliseconds(50),
                        MaxDelay = TimeSpan.FromSeconds(2),
                    }
                    : new RetryOptions { MaxRetries = 2, BaseDelay = TimeSpan.FromMilliseconds(1) },
            };
    }
}

using Wsm.Bundles.Contents;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Writing;
using Wsm.Commands.Download;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Resolving;
using Wsm.Tests.Bundles;

namespace Wsm.Tests.Download;

/// <summary>A registry that misbehaves by a random schedule of a fixed seed, and disks that fill up.</summary>
public sealed class FaultTests : IAsyncLifetime
{
    private const int MostRuns = 12;
    private readonly TemporaryFolder _folder = new();
    private RegistryProcess _registry = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryProcess.StartAsync();
        await TestImagesPush.PushAsync(_registry.Host, "a", "1", TestImages.Random(60, 1_500_000, 40_000, 700));
        await TestImagesPush.PushAsync(_registry.Host, "b", "1", TestImages.Random(61, 200_000, 900_000));
        await TestImagesPush.PushAsync(_registry.Host, "c", "1", TestImages.MultiPlatform());
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Whatever_the_line_does_the_bundle_becomes_the_same(int seed)
    {
        var schedule = new Schedule(seed, _registry.Host);
        await using var proxy = new FaultProxy(_registry.Host, (request, reply) => schedule.Spoil(request, reply));
        schedule.IsOn = false;
        Assert.True((await RunAsync(proxy.Host, "undisturbed")).IsFinished);
        schedule.IsOn = true;

        BundleReport? report = null;
        for (var run = 0; run < MostRuns && report is not { IsFinished: true }; run++)
        {
            report = await RunAsync(proxy.Host, "disturbed");
        }

        Assert.Equal([], report!.Failed);
        Assert.True(schedule.Spoilt >= 4, $"only {schedule.Spoilt} answers were spoilt");
        Assert.Equal(Snapshot.Of(_folder["undisturbed"]), Snapshot.Of(_folder["disturbed"]));
    }

    [Fact]
    public async Task Too_little_space_is_said_before_the_first_layer_is_fetched()
    {
        await using var disk = await SmallDisk.MountAsync(_folder["disk"], "1m");
        await using var proxy = new FaultProxy(_registry.Host, (_, reply) => reply);

        var error = await Assert.ThrowsAsync<UserError>(() => RunAsync(proxy.Host, "disk/bundle"));

        Assert.Contains("are missing", error.Message);
        Assert.Equal(0, proxy.BlobBytes);
    }

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task A_disk_that_fills_up_meanwhile_costs_nothing_that_has_arrived(BundleLayout layout)
    {
        await using var disk = await SmallDisk.MountAsync(_folder["disk"], "16m");
        var filler = Path.Combine(disk.Path, "filler");
        var isOn = true;
        await using var proxy = new FaultProxy(_registry.Host, (request, reply) =>
        {
            if (isOn && reply.Body.Length == 1_500_000)
            {
                disk.FillUpTo(filler, free: 1_000_000);
            }

            return reply;
        });

        // An archive has its space reserved; a layout's blobs take theirs as they come.
        var error =
            layout == BundleLayout.Oci ? await Assert.ThrowsAsync<UserError>(() => RunAsync(proxy.Host, "disk/bundle", layout)) : null;
        if (layout == BundleLayout.Archives)
        {
            Assert.True((await RunAsync(proxy.Host, "disk/bundle", layout)).IsFinished);
        }

        isOn = false;
        File.Delete(filler);
        var blobs = Path.Combine(disk.Path, "bundle", "images", "blobs");
        var arrived =
            layout == BundleLayout.Oci
                ? Directory.GetFiles(blobs, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length)
                : 0;
        var second = await RunAsync(proxy.Host, "disk/bundle", layout);

        Assert.True(second.IsFinished);
        if (error is not null)
        {
            Assert.Contains("No space left", error.Message);
            var whole = await RunAsync(proxy.Host, "elsewhere", layout);

            // Manifests and the last blocks of what was being written are the slack.
            Assert.InRange(second.Fetched, 1, whole.Fetched - arrived + 100_000);
        }
    }

    private async Task<BundleReport> RunAsync(string host, string folder, BundleLayout layout = BundleLayout.Archives)
    {
        var options = new RegistryOptions
        {
            StallTimeout = TimeSpan.FromMilliseconds(400),
            AnswerTimeout = TimeSpan.FromSeconds(2),
            Retry = new RetryOptions
            {
                BaseDelay = TimeSpan.FromMilliseconds(1),
                MaxDelay = TimeSpan.FromMilliseconds(5),
                MaxRetries = 3,
            },
        };
        using var client = new RegistryClient(options);
        var images = new[] { "a", "b", "c" }.Select(name => new ResolvedImage(ImageReference.Parse($"{host}/{name}:1"), [])).ToList();
        var set = new ImageSet(
            "test",
            "Test",
            [
                new ResolvedComponent
                {
                    Name = "test",
                    Title = "Test",
                    Images = images,
                },
            ]
        );
        var request = new DownloadRequest
        {
            Set = set,
            Folder = _folder[folder],
            Platforms = PlatformChoice.Parse(["all"]),
            Layout = layout,
        };
        return await new Downloader(client, new NoProgress()).RunAsync(request, CancellationToken.None);
    }

    private sealed class NoProgress : IProgress<TransferEvent>
    {
        public void Report(TransferEvent value) { }
    }

    /// <summary>Spoils two answers of five, each time in another way.</summary>
    private sealed class Schedule(int seed, string otherHost)
    {
        private readonly Random _random = new(seed);
        private readonly Lock _state = new();

        public bool IsOn { get; set; }

        public int Spoilt { get; private set; }

        public Reply Spoil(FaultRequest request, Reply reply)
        {
            lock (_state)
            {
                if (!IsOn || request.Method != "GET" || _random.Next(5) < 3)
                {
                    return reply;
                }

                Spoilt++;
                var somewhere = reply.Body.Length == 0 ? 0 : _random.Next(reply.Body.Length);
                var isBlob = request.Path.Contains("/blobs/");
                return _random.Next(10) switch
                {
                    0 => Reply.Reset,
                    1 => reply with { ResetAfter = somewhere },
                    2 => reply with { StallAfter = somewhere },
                    3 => reply with
                    {
                        Body = reply.Body[..somewhere],
                        DeclaredLength = reply.Body.Length,
                        Headers = [.. reply.Headers.Where(header => header.Name != "Content-Length")],
                    },
                    4 when isBlob => reply with
                    {
                        Body = [.. reply.Body[..somewhere], (byte)(reply.Body[somewhere] ^ 4), .. reply.Body[(somewhere + 1)..]],
                    },
                    5 => Reply.Text(429, "slow down", ("Retry-After", "0")),
                    6 => Reply.Text(500, "oops"),
                    7 => Reply.Text(503, "busy"),
                    8 when isBlob && reply.Status == 206 => reply with
                    {
                        Headers =
                        [
                            .. reply.Headers.Where(header => header.Name != "Content-Range"),
                            ("Content-Range", $"bytes 7-{reply.Body.Length + 6}/{reply.Body.Length + 7}"),
                        ],
                    },
                    9 when isBlob => Reply.Redirect($"http://{otherHost}{request.Path}"),
                    _ => reply with { BytesPerSecond = 2_000_000 },
                };
            }
        }
    }
}

using Wsm.Peers;
using Wsm.Tests.Bundles;

namespace Wsm.Tests.Download;

/// <summary>The program is killed at random moments; what it leaves must lead to the same bundle as an undisturbed run.</summary>
public sealed class KillTests
{
    private const int Kills = 50;
    private const int Jobs = 4;
    private const int Pace = 2_000_000;

    [Theory]
    [InlineData("archives", 35)]
    [InlineData("oci", Kills - 35)]
    public async Task After_any_number_of_kills_the_bundle_is_the_same_and_little_was_fetched_twice(string layout, int kills)
    {
        using var folder = new TemporaryFolder();
        await using var registry = await RegistryProcess.StartAsync();
        await using var proxy = new FaultProxy(registry.Host, (_, reply) => reply with { BytesPerSecond = Pace });
        var shared = TestImages.Random(50, 3_000_000).Blobs.Values.MaxBy(bytes => bytes.Length)!;
        var images = new[]
        {
            TestImages.FromLayers([shared, Noise(51, 2_500_000)]),
            TestImages.FromLayers([Noise(52, 4_000_000), shared]),
            TestImages.Random(53, 700_000, 70_000, 5),
        };
        foreach (var (image, index) in images.Select((image, index) => (image, index)))
        {
            await TestImagesPush.PushAsync(registry.Host, $"i{index}", "1", image);
        }

        var catalog = folder.Write("catalog.yaml", ImageCatalog.Of(images.Select((_, index) => $"{proxy.Host}/i{index}:1")));
        string[] download = ["download", "--catalog", catalog, "--layout", layout, "-j", $"{Jobs}"];
        Assert.Equal(0, (await WsmProcess.RunAsync(folder.Path, [.. download, "-b", "undisturbed"])).ExitCode);
        var once = proxy.BlobBytes;
        var requestsBefore = proxy.Requests.Count;
        var random = new Random(54);

        for (var kill = 0; kill < kills; kill++)
        {
            await WsmProcess.KillAfterAsync(TimeSpan.FromMilliseconds(random.Next(150, 1500)), folder.Path, [.. download, "-b", "killed"]);
            Assert.Empty(FinalNamesOfUnfinished(folder["killed"], folder["undisturbed"]));
        }

        var last = await WsmProcess.RunAsync(folder.Path, [.. download, "-b", "killed"]);
        var verified = await WsmProcess.RunAsync(folder.Path, "verify", "-b", "killed");

        Assert.True(last.ExitCode == 0, last.Error);
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));
        Assert.Equal(Snapshot.Of(folder["undisturbed"]), Snapshot.Of(folder["killed"]));
        Assert.True(once > 10_000_000);
        Assert.All(OffsetsByBlob(proxy.Requests.Skip(requestsBefore)), offsets => Assert.Equal(offsets.Order(), offsets));
    }

    [Fact]
    public async Task A_large_blob_that_comes_in_ranges_loses_no_more_to_a_kill_than_was_on_its_way()
    {
        const int OnTheirWay = 5 * 4 * 1024 * 1024;
        using var folder = new TemporaryFolder();
        var image = TestImages.FromLayers([Noise(57, 120_000_000)]);
        var layer = image.Blobs.Values.MaxBy(bytes => bytes.Length)!;
        await using var server = new FaultServer(request =>
            request.Path.Split('/') switch
            {
                [.., "manifests", _] => Reply.Manifest(image.Root, image.MediaType),
                [.., "blobs", var digest] => Reply.Blob(image.Blobs[digest], request) with { BytesPerSecond = 25_000_000 },
                _ => Reply.Json("{}"),
            }
        );
        string[] download =
        [
            "download",
            "--catalog",
            folder.Write("catalog.yaml", ImageCatalog.Of([$"{server.Host}/a:1"])),
            "-b",
            "bundle",
        ];
        var random = new Random(58);
        var (seen, floor, split) = (0, 0L, false);

        for (var kill = 0; kill < 5; kill++)
        {
            await WsmProcess.KillAfterAsync(TimeSpan.FromMilliseconds(random.Next(500, 1500)), folder.Path, download);
            Check();
        }

        var last = await WsmProcess.RunAsync(folder.Path, download);
        var verified = await WsmProcess.RunAsync(folder.Path, "verify", "-b", "bundle");

        Check();
        Assert.True(split);
        Assert.True(last.ExitCode == 0, last.Error);
        Assert.Equal((0, ""), (verified.ExitCode, verified.Error));

        // Each run begins where the one before had come, and that had come near the furthest range that it asked for.
        void Check()
        {
            var run = server
                .Requests.Skip(seen)
                .Where(request => request.Path.EndsWith(ImageContent.DigestOf(layer), StringComparison.Ordinal))
                .Select(request => (request["Range"] ?? "bytes=0-")["bytes=".Length..].Split('-'))
                .ToList();
            seen = server.Requests.Count;
            if (run.Count == 0)
            {
                return;
            }

            Assert.True(long.Parse(run[0][0]) >= floor, $"a run began at {run[0][0]} although {floor} bytes were there");
            split |= run.Any(range => range[1].Length > 0);
            floor = run.Max(range => long.Parse(range[0])) - OnTheirWay;
        }
    }

    private static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>
    /// Where each blob was asked for from, in the order of asking: never from before what an earlier run had brought to disk.
    /// </summary>
    private static IEnumerable<List<long>> OffsetsByBlob(IEnumerable<FaultRequest> requests) =>
        requests
            .Where(request => request.Path.Contains("/blobs/"))
            .GroupBy(
                request => request.Path[request.Path.LastIndexOf('/')..],
                request => request["Range"] is { } range ? long.Parse(range["bytes=".Length..^1]) : 0
            )
            .Select(offsets => offsets.ToList());

    /// <summary>Files under a final name that are not what they should be.</summary>
    private static IEnumerable<string> FinalNamesOfUnfinished(string folder, string expected)
    {
        if (!Directory.Exists(folder))
        {
            return [];
        }

        var right = Snapshot.Of(expected);
        return Snapshot
            .Of(folder)
            .Where(file => !file.Key.EndsWith(".partial", StringComparison.Ordinal) && file.Value != right.GetValueOrDefault(file.Key))
            .Select(file => file.Key);
    }
}

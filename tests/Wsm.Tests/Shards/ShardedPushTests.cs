using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Shards;

/// <summary>Several processes bring one bundle into one registry.</summary>
public sealed partial class ShardedPushTests : IDisposable
{
    private const int Count = 4;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Four_shards_as_processes_make_what_one_push_makes_and_send_no_blob_twice()
    {
        using var bundle = await MakeAsync();
        await using var alone = await RegistryProcess.StartAsync();
        await using var shared = await RegistryProcess.StartAsync();
        await RunResult.WellAsync("push", "-b", bundle.Folder, "--registry", $"{alone.Host}/lib", "--charts", Charts(alone));

        var runs = await Task.WhenAll(Enumerable.Range(0, Count).Select(shard => PushAsync(bundle, shared, shared.Host, shard)));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Error));
        Assert.Equal(Stored(alone), Stored(shared));
        Assert.Equal(Uploaded(alone), Uploaded(shared));
        Assert.Subset(Uploaded(alone).ToHashSet(), bundle.Images.Values.SelectMany(image => image.Blobs.Keys).Select(Hex).ToHashSet());
        Assert.All(Uploads(shared).CountBy(digest => digest), blob => Assert.Equal((blob.Key, 1), (blob.Key, blob.Value)));
        var sum = await RunResult.WellAsync(["check", "--shards", .. Reports(0, 1, 2, 3)]);
        Assert.Contains("All 4 shards are done, and all 9 are there", sum.Error);
        await RunResult.WellAsync("check", "-b", bundle.Folder, "--registry", $"{shared.Host}/lib", "--charts", Charts(shared));
    }

    [Fact]
    public async Task A_shard_that_was_killed_is_run_again_and_completes_what_the_others_left()
    {
        using var bundle = await MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();
        var uploading = new TaskCompletionSource();
        var sent = 0;
        await using var line = new FaultProxy(registry.Host, (request, forward) =>
        {
            if (request.Method == "PUT" && request.Path.Contains("/blobs/uploads/") && Interlocked.Increment(ref sent) == 2)
            {
                uploading.SetResult();
                return Reply.Text(200, "") with { StallAfter = 0 };
            }

            return forward(request);
        });
        await WsmProcess.KillWhenAsync(uploading.Task, _folder.Path, Arguments(bundle, line.Host, 2));
        foreach (var shard in (int[])[0, 1, 3])
        {
            Assert.Equal(0, (await PushAsync(bundle, registry, registry.Host, shard)).ExitCode);
        }

        var before = await RunResult.OfAsync(["check", "--shards", .. Reports(0, 1, 3)]);
        var lacking = await RunResult.OfAsync("check", "-b", bundle.Folder, "--registry", $"{registry.Host}/lib");
        var resumed = await PushAsync(bundle, registry, registry.Host, 2);
        var after = await RunResult.OfAsync(["check", "--shards", .. Reports(3, 2, 1, 0), "-o", "json"]);

        Assert.True(uploading.Task.IsCompleted);
        Assert.Equal(ExitCode.Incomplete, before.ExitCode);
        Assert.Contains("There is no report of shard 2/4.", before.Error);
        Assert.Contains("no shard has completed it", before.Output);
        Assert.Equal(ExitCode.Incomplete, lacking.ExitCode);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Equal(ExitCode.Done, after.ExitCode);
        Assert.All(Uploads(registry).CountBy(digest => digest), blob => Assert.Equal((blob.Key, 1), (blob.Key, blob.Value)));
        await RunResult.WellAsync("check", "-b", bundle.Folder, "--registry", $"{registry.Host}/lib");
    }

    [Fact]
    public async Task A_shard_says_what_it_brings_and_what_it_leaves_to_others()
    {
        using var bundle = await MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();

        var run = await RunResult.OfAsync(Arguments(bundle, registry.Host, 1));
        var again = await RunResult.OfAsync([.. Arguments(bundle, registry.Host, 1), "--dry-run"]);
        var report = JsonNode.Parse(await File.ReadAllTextAsync(Report(1), TestContext.Current.CancellationToken))!;
        var whole = await RunResult.OfAsync(
            "push",
            "-b",
            bundle.Folder,
            "--registry",
            $"{registry.Host}/lib",
            "--report",
            _folder["whole.json"]
        );
        var mixed = await RunResult.OfAsync("check", "--shards", Report(1), _folder["whole.json"]);
        var values = await RunResult.OfAsync([.. Arguments(bundle, registry.Host, 1), "--values-out", _folder["values"]]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Matches(@"Shard 1/4 \(\d+ blobs, [\d.]+ [KM]iB\): .*left to other shards", run.Error);
        Assert.Contains("completed by another shard", again.Output);
        Assert.Equal(1, (int)report["shard"]!["index"]!);
        Assert.Equal(7, report["images"]!.AsArray().Count);
        Assert.Empty(report["charts"]!.AsArray());
        Assert.Equal(ExitCode.Done, whole.ExitCode);
        Assert.Equal(ExitCode.Usage, mixed.ExitCode);
        Assert.Contains("whole.json is the report of a whole delivery", mixed.Error);
        Assert.Equal(ExitCode.Usage, values.ExitCode);
    }

    [Fact]
    public async Task Shards_that_worked_on_different_images_are_not_called_complete()
    {
        using var bundle = await MakeAsync();
        using var other = await SampleBundle.MakeAsync();
        await using var registry = await RegistryProcess.StartAsync();
        await RunResult.WellAsync(
            "push",
            "-b",
            bundle.Folder,
            "--registry",
            $"{registry.Host}/lib",
            "--shard",
            "0/2",
            "--report",
            Report(0)
        );
        await RunResult.WellAsync(
            "push",
            "-b",
            other.Folder,
            "--registry",
            $"{registry.Host}/lib",
            "--shard",
            "1/2",
            "--report",
            Report(1)
        );

        var run = await RunResult.OfAsync(["check", "--shards", .. Reports(0, 1)]);

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains("shard 1/2 worked on other images", run.Error);
    }

    [Fact]
    public async Task Shards_of_a_mirror_copy_between_registries_and_share_what_there_is()
    {
        await using var source = await RegistryProcess.StartAsync();
        await using var target = await RegistryProcess.StartAsync();
        foreach (var (name, image) in Images())
        {
            await TestImagesPush.PushAsync(source.Host, name.Split(':')[0], name.Split(':')[1], image);
        }

        var catalog = _folder.Write("catalog.yaml", ImageCatalog.Of(Images().Keys.Select(name => $"{source.Host}/{name}")));
        foreach (var shard in Enumerable.Range(0, 3))
        {
            await RunResult.WellAsync(
                "mirror",
                "--catalog",
                catalog,
                "--to",
                $"{target.Host}/lib",
                "--shard",
                $"{shard}/3",
                "--report",
                Report(shard)
            );
        }

        await RunResult.WellAsync(["check", "--shards", .. Reports(0, 1, 2)]);
        Assert.All(Uploads(target).CountBy(digest => digest), blob => Assert.Equal((blob.Key, 1), (blob.Key, blob.Value)));
        var whole = await RunResult.WellAsync("mirror", "--catalog", catalog, "--to", $"{target.Host}/lib");
        Assert.Contains("7 already there.", whole.Error);
    }

    public void Dispose() => _folder.Dispose();

    private static string Charts(RegistryProcess registry) => $"oci://{registry.Host}/charts";

    /// <summary>Repositories that share a large layer, images that share all but their top, and one for several platforms.</summary>
    private static Dictionary<string, ImageContent> Images()
    {
        var shared = Inventories.Vendor.Noise(1, 400_000);
        return Enumerable
            .Range(0, 6)
            .ToDictionary(
                i => $"team{i % 2}/app{i}:1",
                i =>
                    TestImages.FromLayers([
                        shared,
                        Inventories.Vendor.Noise(10 + i % 3, 150_000),
                        Inventories.Vendor.Noise(20 + i, 30_000 * (i + 1)),
                    ])
            )
            .Append(new("other/many:3.0", TestImages.MultiPlatform()))
            .ToDictionary();
    }

    private static Task<SampleBundle> MakeAsync() => SampleBundle.MakeAsync(Images());

    /// <summary>Every manifest and blob in the registry's storage, by repository where it is linked from one.</summary>
    private static IReadOnlyList<string> Stored(RegistryProcess registry) =>
        [
            .. Directory
                .EnumerateFiles(registry.StorageFolder, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(registry.StorageFolder, file))
                .Where(file => !file.Contains("/_uploads/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>By the registry's own log: each blob that was written into it.</summary>
    private static List<string> Uploads(RegistryProcess registry)
    {
        List<string> uploads = [.. UploadLine().Matches(registry.Output).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(uploads);
        return uploads;
    }

    private static IReadOnlyList<string> Uploaded(RegistryProcess registry) =>
        [.. Uploads(registry).Distinct().Order(StringComparer.Ordinal)];

    private static string Hex(string digest) => digest[(digest.IndexOf(':') + 1)..];

    private string Report(int shard) => _folder[$"shard-{shard}.json"];

    private IEnumerable<string> Reports(params int[] shards) => shards.Select(Report);

    private Task<ToolResult> PushAsync(SampleBundle bundle, RegistryProcess registry, string host, int shard) =>
        WsmProcess.RunAsync(_folder.Path, [.. Arguments(bundle, host, shard), "--charts", Charts(registry)]);

    private string[] Arguments(SampleBundle bundle, string host, int shard) =>
        ["push", "-b", bundle.Folder, "--registry", $"{host}/lib", "--shard", $"{shard}/{Count}", "--report", Report(shard)];

    [GeneratedRegex(
        """response completed.*http\.request\.method=PUT .*http\.request\.uri="[^"]*/blobs/uploads/[^"]*digest=sha256(?:%3A|:)([0-9a-f]{64}).*http\.response\.status=201"""
    )]
    private static partial Regex UploadLine();
}

using System.Text.Json;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Peers;
using Wsm.Product.Caching;
using Wsm.Tests.Bundles;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Prune;

/// <summary><c>wsm prune</c>: what goes, and above all what does not.</summary>
public sealed class PruneTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task What_the_lock_does_not_name_goes_and_the_rest_stays_as_it_was(BundleLayout layout)
    {
        await WholeBundle.WriteAsync(_folder["bundle"], layout);
        var before = Snapshot.Of(_folder["bundle"], times: true);
        string[] stray =
        [
            "charts/old-0.9.0.tgz",
            "charts/x.tgz.new.partial",
            "images/example.org/gone/1.tgz",
            "images/example.org/gone/2.tgz.partial",
            $"images/blobs/sha256/{new string('a', 64)}",
            $"images/blobs/sha256/{new string('b', 64)}.partial",
            "other.spec.yaml",
            "bundle.json.new.partial",
        ];
        foreach (var name in stray)
        {
            _folder.Write($"bundle/{name}", "stray");
        }

        var looked = await RunAsync("prune", "--dry-run", "-o", "json");
        var still = Snapshot.Of(_folder["bundle"]).Count;
        var pruned = await RunAsync("prune", "-o", "json");
        var again = await RunAsync("prune");

        Assert.Equal((0, 0, 0), (looked.ExitCode, pruned.ExitCode, again.ExitCode));
        Assert.Equal(before.Count + stray.Length, still);
        Assert.Equal(stray.Order(StringComparer.Ordinal), Removed(looked));
        Assert.Equal(stray.Order(StringComparer.Ordinal), Removed(pruned));
        Assert.Equal(5 * stray.Length, JsonDocument.Parse(pruned.Output).RootElement.GetProperty("bytes").GetInt64());
        Assert.Equal(before, Snapshot.Of(_folder["bundle"], times: true));
        Assert.False(Directory.Exists(_folder["bundle", "images/example.org/gone"]));
        Assert.Contains("nothing to remove", again.Error);
        Assert.Equal(0, (await RunAsync("verify")).ExitCode);
    }

    [Fact]
    public async Task What_is_not_of_its_own_kind_stays_unless_all_is_asked_for()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        _folder.Write("bundle/images/notes.txt", "mine");
        _folder.Write("bundle/charts/values.yaml", "mine");
        _folder.Write("bundle/readme.md", "mine");
        _folder.Write("bundle/relocation.json", "{}");

        var careful = await RunAsync("prune");
        var thorough = await RunAsync("prune", "--all", "-o", "json");

        Assert.Contains("charts/values.yaml, images/notes.txt", careful.Error);
        Assert.Equal(["charts/values.yaml", "images/notes.txt"], Removed(thorough));
        Assert.True(File.Exists(_folder["bundle/readme.md"]) && File.Exists(_folder["bundle/relocation.json"]));
    }

    [Fact]
    public async Task Links_are_not_followed()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        var outside = _folder.Write("outside/precious.tgz", "precious");
        Directory.CreateSymbolicLink(_folder["bundle/images/link"], _folder["outside"]);
        File.CreateSymbolicLink(_folder["bundle/charts/link.tgz"], outside);

        var careful = await RunAsync("prune");
        var links = (Directory.Exists(_folder["bundle/images/link"]), File.Exists(_folder["bundle/charts/link.tgz"]));
        var thorough = await RunAsync("prune", "--all", "-o", "json");

        Assert.Contains("charts/link.tgz, images/link", careful.Error);
        Assert.Equal((true, true), links);
        Assert.Equal(["charts/link.tgz", "images/link"], Removed(thorough));
        Assert.False(Path.Exists(_folder["bundle/images/link"]));
        Assert.Equal("precious", await File.ReadAllTextAsync(outside, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_download_that_can_go_on_keeps_what_it_needs()
    {
        var source = new MemorySource();
        var first = await source.PlanAsync("a:1", TestImages.Random(87, 2_000_000));
        await MemorySource.WriteAsync(MemorySource.Order(_folder["bundle"], [first]));
        var second = await source.PlanAsync("b:1", TestImages.Random(88, 3_000_000));
        source.Line = (blob, _, stream) => blob.Size == 3_000_000 ? new BrokenStream(stream, 2_500_000) : stream;
        Assert.False((await MemorySource.WriteAsync(MemorySource.Order(_folder["bundle"], [first, second]))).IsFinished);
        var before = Snapshot.Of(_folder["bundle"]);
        Assert.Contains(before.Keys, name => name.EndsWith("b/1.tgz.partial"));
        _folder.Write("bundle/images/gone.tgz.partial", "stray");

        var pruned = await RunAsync("prune", "-o", "json");

        Assert.Equal(["images/gone.tgz.partial"], Removed(pruned));
        Assert.Equal(before, Snapshot.Of(_folder["bundle"]));
        source.Line = (_, _, stream) => stream;
        var served = source.Served;
        Assert.True((await MemorySource.WriteAsync(MemorySource.Order(_folder["bundle"], [first, second]))).IsFinished);
        Assert.InRange(source.Served - served, 0, 700_000);
    }

    [Fact]
    public async Task An_archive_that_an_interrupted_repair_left_partial_stays()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        var archive = _folder["bundle/images/example.org/app/1.tgz"];
        File.Copy(_folder["bundle/images/example.org/job/1.tgz"], _folder["bundle/images/example.org/job/1.tgz.partial"]);
        File.Move(archive, archive + ".partial");

        var pruned = await RunAsync("prune", "-o", "json");

        Assert.Equal(["images/example.org/job/1.tgz.partial"], Removed(pruned));
        Assert.True(File.Exists(archive + ".partial"));
    }

    [Fact]
    public async Task Nothing_is_touched_while_another_wsm_works_or_where_there_is_no_readable_lock()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        _folder.Write("bundle/images/gone.tgz", "stray");
        RunResult busy,
            looked;
        using (FolderLock.Take(_folder["bundle"]))
        {
            busy = await RunAsync("prune");
            looked = await RunAsync("prune", "--dry-run");
        }

        _folder.Write("bundle/bundle.json.partial", "{");
        var unreadable = await RunAsync("prune");
        var none = await RunAsync("prune", "-b", "nowhere");

        Assert.Equal((1, 0, 2, 2), (busy.ExitCode, looked.ExitCode, unreadable.ExitCode, none.ExitCode));
        Assert.True(File.Exists(_folder["bundle/images/gone.tgz"]));
        Assert.False(Directory.Exists(_folder["nowhere"]));
    }

    [Fact]
    public async Task The_cache_loses_what_is_old_and_nothing_that_a_younger_name_stands_for()
    {
        var folder = _folder["cache", "wsm"];
        var cache = new ContentCache(folder, Assert.Fail);
        cache.StoreNamed("old", "old content"u8.ToArray());
        cache.StoreNamed("confirmed", "old content that was confirmed"u8.ToArray());
        foreach (var file in Directory.GetFiles(folder, "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-100));
        }

        foreach (
            var name in Directory
                .GetFiles(Path.Combine(folder, "names"))
                .Where(name => File.ReadAllText(name) == ContentCache.Sha256Of("old content that was confirmed"u8))
        )
        {
            File.SetLastWriteTimeUtc(name, DateTime.UtcNow);
        }

        cache.StoreNamed("young", "young content"u8.ToArray());
        _folder.Write("cache/wsm/mine.txt", "mine");
        var broken = Path.Combine(folder, "sha256", $"{new string('a', 64)}.{new string('b', 32)}");
        await File.WriteAllTextAsync(broken, "half", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(broken, DateTime.UtcNow.AddDays(-2));

        var pruned = await RunCacheAsync("prune", "--cache", "-o", "json");
        var (old, confirmed, young) = (cache.FindNamed("old"), cache.FindNamed("confirmed"), cache.FindNamed("young"));
        var everything = await RunCacheAsync("prune", "--cache", "--older-than", "0");

        Assert.Equal(3, Removed(pruned).Count());
        Assert.Null(old);
        Assert.NotNull(confirmed);
        Assert.NotNull(young);
        Assert.Contains("mine.txt", everything.Error);
        Assert.Equal(["mine.txt"], Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("--cache", "--older-than", "soon")]
    [InlineData("--older-than", "3d")]
    [InlineData("--cache", "-b", "x")]
    [InlineData("--cache", "--older-than", "9999999w")]
    public async Task Wrong_usage_is_told(params string[] arguments) =>
        Assert.Equal(2, (await RunCacheAsync(["prune", .. arguments])).ExitCode);

    private static IEnumerable<string?> Removed(RunResult result) =>
        JsonDocument
            .Parse(result.Output)
            .RootElement.GetProperty("removed")
            .EnumerateArray()
            .Select(file => file.GetProperty("file").GetString());

    private Task<RunResult> RunCacheAsync(params string[] arguments) =>
        RunResult.OfAsync(_folder.Path, arguments, new Dictionary<string, string> { ["XDG_CACHE_HOME"] = _folder["cache"] });

    private Task<RunResult> RunAsync(params string[] arguments) => RunResult.OfAsync(_folder.Path, arguments);
}

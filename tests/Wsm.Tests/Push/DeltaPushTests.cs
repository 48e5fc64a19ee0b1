using System.Collections.Concurrent;
using Wsm.Bundles.Inventories;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Inventories;

namespace Wsm.Tests.Push;

/// <summary><c>wsm push</c> of a delta: it is proved that nothing will be lacking, or not a byte is sent.</summary>
public sealed class DeltaPushTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<FaultRequest> _written = new();
    private Vendor _vendor = null!;
    private RegistryProcess _inside = null!;
    private FaultProxy _line = null!;
    private ImageContent _app = null!;
    private ImageContent _newApp = null!;
    private bool _mounts = true;

    public async ValueTask InitializeAsync()
    {
        _vendor = await Vendor.StartAsync();
        _inside = await RegistryProcess.StartAsync();
        _line = new FaultProxy(_inside.Host, (request, forward) =>
        {
            if (request.Method is "POST" or "PUT" or "PATCH")
            {
                _written.Enqueue(request);
            }

            return forward(_mounts || !request.Query.Contains("mount=") ? request : request with { Query = "" });
        });
        _app = await _vendor.PublishAsync("team/app", "1", top: 10);
        _newApp = await _vendor.PublishAsync("team/app", "2", top: 11);
        await _vendor.PublishAsync("team/tool", "1", top: 12);
        await _vendor.WellAsync("download", "--catalog", _vendor.Catalog("team/app:1", "team/tool:1"), "-b", "month1");
        await _vendor.WellAsync("download", "--have", "month1", "--catalog", _vendor.Catalog("team/app:2", "team/tool:1"), "-b", "delta");
    }

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        await _inside.DisposeAsync();
        await _vendor.DisposeAsync();
    }

    /// <summary>The layer that all images share.</summary>
    private string Base => _app.Blobs.Single(blob => blob.Value.Length == 300_000).Key;

    private string NewTop => _newApp.Blobs.Single(blob => blob.Value.Length == 10_000).Key;

    [Fact]
    public async Task What_the_registry_has_is_not_sent_and_the_result_is_whole()
    {
        await _vendor.WellAsync("push", "-b", "month1", "--registry", $"{_line.Host}/lib");
        _written.Clear();

        var run = await _vendor.WellAsync("push", "-b", "delta", "--registry", $"{_line.Host}/lib");
        var checkedAll = await _vendor.WellAsync("check", "-b", "delta", "--registry", $"{_line.Host}/lib");

        Assert.Contains("The delta fits: all 5 blobs that it leaves out (381 KiB) are available.", run.Error);
        Assert.Contains("All 2 are there", checkedAll.Error);
        Assert.Equal(
            _newApp.Blobs.Where(blob => !_app.Blobs.ContainsKey(blob.Key)).Sum(blob => blob.Value.Length),
            Blobs().Sum(request => request.Body.Length)
        );
        var raw = await Tool.RunAsync("skopeo", ["inspect", "--raw", "--tls-verify=false", $"docker://{_inside.Host}/lib/team/app:2"]);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(_newApp.Root), raw.Output);
    }

    [Fact]
    public async Task A_blob_that_was_deleted_at_the_registry_is_named_with_who_needs_and_who_had_it()
    {
        await _vendor.WellAsync("push", "-b", "month1", "--registry", $"{_line.Host}/lib");
        foreach (var repository in (string[])["app", "tool"])
        {
            Delete($"repositories/lib/team/{repository}/_layers/sha256/{Base[7..]}");
        }

        _written.Clear();

        foreach (
            var extra in (string[][])
                [
                    [],
                    ["--dry-run"],
                    ["-o", "json"],
                ]
        )
        {
            var run = await _vendor.RunAsync(["push", "-b", "delta", "--registry", $"{_line.Host}/lib", .. extra]);

            Assert.Equal(ExitCode.Incomplete, run.ExitCode);
            Assert.Contains(
                "nothing was sent: 1 of 5 blobs that it leaves out (293 KiB) is neither in the registry nor in a bundle named with --base",
                run.Error
            );
            Assert.Contains($"{Base} (293 KiB) of {_vendor.Host}/team/app:2, {_vendor.Host}/team/tool:1; had by bundle test (", run.Error);
            Assert.Contains($"as {_vendor.Host}/team/tool", run.Error);
        }

        var preflight = await _vendor.RunAsync("push", "-b", "delta", "--registry", $"{_line.Host}/lib", "--preflight");
        Assert.Equal(ExitCode.Incomplete, preflight.ExitCode);
        Assert.Contains("✗ delta: 1 of 5 blobs", preflight.Output);
        Assert.Contains(Base, preflight.Error);
        Assert.DoesNotContain(_written, request => request.Method != "POST");
    }

    [Fact]
    public async Task Under_another_path_the_blobs_are_not_found_by_a_bundles_inventory_but_by_the_registrys_own()
    {
        await _vendor.WellAsync("push", "-b", "month1", "--registry", $"{_line.Host}/lib");
        await _vendor.WellAsync("inventory", "-b", "month1", "--registry", $"{_line.Host}/lib", "--out", "have.json");
        await _vendor.WellAsync(
            "download",
            "--have",
            "have.json",
            "--catalog",
            _vendor.Catalog("team/app:2", "team/tool:1"),
            "-b",
            "delta2"
        );
        _written.Clear();

        var lost = await _vendor.RunAsync("push", "-b", "delta", "--registry", $"{_line.Host}/moved");
        Assert.Equal(ExitCode.Incomplete, lost.ExitCode);
        Assert.Contains("5 of 5 blobs", lost.Error);
        Assert.Contains("meant for another site", lost.Error);
        Assert.Empty(_written);

        var mounted = await _vendor.WellAsync("push", "-b", "delta2", "--registry", $"{_line.Host}/moved");
        Assert.Contains("mounted", mounted.Output);
        Assert.Equal(2, Blobs().Count());
        await _vendor.WellAsync("check", "-b", "delta2", "--registry", $"{_line.Host}/moved");
    }

    [Fact]
    public async Task Where_a_registry_mounts_nothing_its_own_copy_is_sent_back_to_it()
    {
        await _vendor.WellAsync("push", "-b", "month1", "--registry", $"{_line.Host}/lib");
        await _vendor.WellAsync("inventory", "-b", "month1", "--registry", $"{_line.Host}/lib", "-o", "text", "--out", "have.txt");
        await _vendor.WellAsync("download", "--have", "have.txt", "--catalog", _vendor.Catalog("team/app:2"), "-b", "delta2");
        _mounts = false;

        await _vendor.WellAsync("push", "-b", "delta2", "--registry", $"{_line.Host}/moved");

        await _vendor.WellAsync("check", "-b", "delta2", "--registry", $"{_line.Host}/moved");
    }

    [Fact]
    public async Task A_base_bundle_stands_in_for_an_empty_registry()
    {
        await _vendor.WellAsync("push", "-b", "delta", "--base", "month1", "--registry", _line.Host);

        await _vendor.WellAsync("check", "-b", "delta", "--registry", _line.Host);
    }

    [Fact]
    public async Task A_base_that_lacks_a_blob_or_holds_it_damaged_is_found_out_before_anything_is_sent()
    {
        await _vendor.WellAsync("download", "--catalog", _vendor.Catalog("team/tool:1"), "-b", "lacking");
        await _vendor.WellAsync("download", "--catalog", _vendor.Catalog("team/app:1", "team/tool:1"), "--layout", "oci", "-b", "damaged");
        Flip(_vendor.Folder["damaged", "images", "blobs", "sha256", Base[7..]]);
        var middle = _app.Blobs.Single(blob => blob.Value.Length == 40_000).Key;

        var lacking = await _vendor.RunAsync("push", "-b", "delta", "--base", "lacking", "--registry", _line.Host);
        var damaged = await _vendor.RunAsync("push", "-b", "delta", "--base", "damaged", "--registry", _line.Host);
        Assert.Equal((ExitCode.Incomplete, ExitCode.Incomplete), (lacking.ExitCode, damaged.ExitCode));
        Assert.Contains("1 of 5 blobs", lacking.Error);
        Assert.Contains(middle, lacking.Error);
        Assert.Contains("1 of 5 blobs", damaged.Error);
        Assert.Contains(Base, damaged.Error);
        Assert.Empty(_written);

        // What one base lacks the other has.
        await _vendor.WellAsync("push", "-b", "delta", "--base", "damaged", "--base", "lacking", "--registry", _line.Host);
        await _vendor.WellAsync("check", "-b", "delta", "--registry", _line.Host);
    }

    [Fact]
    public async Task A_copy_that_is_damaged_in_one_archive_is_taken_from_another_one()
    {
        Flip(
            Directory
                .GetFiles(_vendor.Folder["month1", "images"], "1.tgz", SearchOption.AllDirectories)
                .Single(path => path.Contains("/app/")),
            200_000
        );

        await _vendor.WellAsync("push", "-b", "delta", "--base", "month1", "--registry", _line.Host);

        await _vendor.WellAsync("check", "-b", "delta", "--registry", _line.Host);
    }

    [Fact]
    public async Task An_inventory_that_claims_too_much_is_found_out_by_the_registry()
    {
        await _vendor.WellAsync("push", "-b", "month1", "--registry", _line.Host);
        _vendor.Folder.Write(
            "wrong.json",
            System.Text.Encoding.UTF8.GetString(
                InventoryJson.Write(Samples.Inventory(($"{_line.Host}/team/app", [.. _newApp.Blobs.Keys.Order(StringComparer.Ordinal)])))
            )
        );
        await _vendor.WellAsync("download", "--have", "wrong.json", "--catalog", _vendor.Catalog("team/app:2"), "-b", "wrong");
        _written.Clear();

        var run = await _vendor.RunAsync("push", "-b", "wrong", "--registry", _line.Host);

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains("2 of 4 blobs", run.Error);
        Assert.Contains($"{NewTop} (9.77 KiB) of {_vendor.Host}/team/app:2; had by registry {_line.Host}/team/app", run.Error);
        Assert.Empty(_written);
    }

    [Fact]
    public async Task A_delta_for_another_site_is_refused_by_this_one()
    {
        await using var elsewhere = await RegistryProcess.StartAsync();
        await _vendor.WellAsync("push", "-b", "month1", "--registry", elsewhere.Host);
        await _vendor.WellAsync("inventory", "-b", "month1", "--registry", elsewhere.Host, "--out", "elsewhere.json");
        await _vendor.WellAsync("download", "--have", "elsewhere.json", "--catalog", _vendor.Catalog("team/app:2"), "-b", "theirs");

        var run = await _vendor.RunAsync("push", "-b", "theirs", "--registry", _line.Host);

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains("meant for another site", run.Error);
        Assert.Contains($"had by registry {elsewhere.Host}/team/app", run.Error);
        Assert.Empty(_written);
        await _vendor.WellAsync("push", "-b", "theirs", "--registry", elsewhere.Host);
    }

    [Fact]
    public async Task Values_and_charts_of_a_delta_need_none_of_what_it_leaves_out()
    {
        await _vendor.WellAsync("push", "-b", "delta", "--charts", "charts");
        var listed = await _vendor.RunAsync("values", "-b", "delta", "--registry", "registry.example.com", "--out", "deploy");

        Assert.True(listed.ExitCode is ExitCode.Done, listed.Error);
    }

    private IEnumerable<FaultRequest> Blobs() =>
        _written.Where(request => request.Body.Length > 0 && !request.Path.Contains("/manifests/"));

    private void Delete(string path) =>
        Directory.Delete(Path.Combine(_inside.StorageFolder, "docker", "registry", "v2", path), recursive: true);

    private static void Flip(string path, int place = 1000)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[place] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}

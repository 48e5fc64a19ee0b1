using Wsm.Bundles.Reading;
using Wsm.Peers;
using Wsm.Tests.Bundles;

namespace Wsm.Tests.Inventories;

/// <summary>The story of docs/media.md on real docker-registry processes: what travels in three months, counted to the byte.</summary>
public sealed class ThreeMonthsTests : IAsyncLifetime
{
    private static readonly string[] Names = ["app", "api", "console", "controller", "otel", "prometheus", "redis", "weave"];

    private readonly Dictionary<string, ImageContent> _published = [];
    private Vendor _vendor = null!;
    private RegistryProcess _inside = null!;
    private FaultProxy _line = null!;
    private int _seen;

    public async ValueTask InitializeAsync()
    {
        _vendor = await Vendor.StartAsync();
        _inside = await RegistryProcess.StartAsync();
        _line = new FaultProxy(_inside.Host, (_, reply) => reply);
    }

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        await _inside.DisposeAsync();
        await _vendor.DisposeAsync();
    }

    [Fact]
    public async Task Each_month_carries_exactly_what_is_new_and_arrives_whole()
    {
        // Month 1: everything travels.
        foreach (var name in Names)
        {
            await PublishAsync($"team/{name}:1", top: name[0] * 100 + name.Length);
        }

        Chart("1.0.0", Names.Select(name => $"team/{name}:1"));
        await _vendor.WellAsync("download", "--chart", "product", "-b", "month-1");
        await ArriveAsync("month-1");
        var first = Blobs(Names.Select(name => $"team/{name}:1"));
        Assert.Equal(Bytes(first), TakeSent());

        // Month 2: one of eight images changed its top layer.
        await PublishAsync("team/app:2", top: 77);
        string[] second = ["team/app:2", .. Names[1..].Select(name => $"team/{name}:1")];
        Chart("1.0.1", second);
        await _vendor.WellAsync("inventory", "--registry", $"{_line.Host}/lib", "-b", "month-1", "--out", "have.json");
        _vendor.TakeFetched();
        await _vendor.WellAsync("download", "--chart", "product", "--have", "have.json", "-b", "delta-2");
        var new2 = Blobs(second).Except(first).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(2, new2.Count);
        Assert.Equal(new2, _vendor.TakeFetched());
        Assert.Equal(new2, _vendor.BlobsIn("delta-2"));
        AssertCarries("delta-2", new2);
        await _vendor.WellAsync("verify", "-b", "delta-2");
        await _vendor.WellAsync("verify", "-b", "delta-2", "--base", "month-1");
        await ArriveAsync("delta-2");
        Assert.Equal(Bytes(new2), TakeSent());

        // Month 3: an image came, another went, one chart and one image are new; the inventory leaves on paper.
        await PublishAsync("team/collector:1", top: 78);
        await PublishAsync("team/api:2", top: 79);
        string[] third =
        [
            "team/app:2",
            "team/api:2",
            "team/collector:1",
            .. Names[2..].Where(name => name != "otel").Select(name => $"team/{name}:1"),
        ];
        Chart("1.1.0", third);
        await _vendor.WellAsync("inventory", "--registry", $"{_line.Host}/lib", "-b", "delta-2", "-o", "text", "--out", "page.txt");
        _vendor.TakeFetched();
        await _vendor.WellAsync("download", "--chart", "product", "--have", "page.txt", "-b", "delta-3");
        var new3 = Blobs(third).Except(first).Except(new2).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(5, new3.Count);
        Assert.Equal(new3, _vendor.TakeFetched());
        Assert.Equal(new3, _vendor.BlobsIn("delta-3"));
        AssertCarries("delta-3", new3);
        await ArriveAsync("delta-3");
        Assert.Equal(Bytes(new3), TakeSent());

        // The bundle of the first month follows, and is in the end what one download of today makes.
        await _vendor.WellAsync("apply", "delta-2", "-b", "month-1");
        await _vendor.WellAsync("apply", "delta-3", "-b", "month-1");
        await _vendor.WellAsync("download", "--chart", "product", "-b", "today");
        Assert.Equal(
            Snapshot.Of(_vendor.Folder["today"]),
            Snapshot.Of(_vendor.Folder["month-1"]).Where(file => file.Key != "relocation.json").ToDictionary()
        );
    }

    [Fact]
    public async Task A_packed_delta_is_used_as_it_is_and_over_a_packed_bundle()
    {
        foreach (var name in Names[..3])
        {
            await PublishAsync($"team/{name}:1", top: name.Length);
        }

        await PublishAsync("team/app:2", top: 77);
        await _vendor.WellAsync("download", "--catalog", _vendor.Catalog("team/app:1", "team/api:1", "team/console:1"), "-b", "month-1");
        await _vendor.WellAsync("pack", "month-1.wsm", "-b", "month-1");
        await _vendor.WellAsync(
            "download",
            "--have",
            "month-1.wsm",
            "--catalog",
            _vendor.Catalog("team/app:2", "team/api:1"),
            "-b",
            "delta"
        );
        await _vendor.WellAsync("pack", "delta.wsm", "-b", "delta");

        await _vendor.WellAsync("verify", "-b", "delta.wsm", "--base", "month-1.wsm");
        await _vendor.WellAsync("unpack", "delta.wsm", "-b", "unpacked");
        await _vendor.WellAsync("push", "-b", "delta.wsm", "--base", "month-1.wsm", "--registry", _line.Host);
        await _vendor.WellAsync("check", "-b", "delta.wsm", "--registry", _line.Host);
        await _vendor.WellAsync("apply", "delta.wsm", "-b", "month-1");

        Assert.Equal(Snapshot.Of(_vendor.Folder["delta"]), Snapshot.Of(_vendor.Folder["unpacked"]));
        Assert.True(new FileInfo(_vendor.Folder["delta.wsm"]).Length < 60_000);
    }

    /// <summary>What an administrator does inside with what came.</summary>
    private async Task ArriveAsync(string bundle)
    {
        string[] place = ["-b", bundle, "--registry", $"{_line.Host}/lib", "--charts", "charts"];
        await _vendor.WellAsync(["push", .. place]);
        await _vendor.WellAsync(["check", .. place]);
        await _vendor.WellAsync("values", "-b", bundle, "--registry", $"{_line.Host}/lib", "--out", $"deploy-{bundle}");
    }

    private async Task PublishAsync(string image, int top) =>
        _published[image] = await _vendor.PublishAsync(image.Split(':')[0], image.Split(':')[1], top);

    private HashSet<string> Blobs(IEnumerable<string> images) => [.. images.SelectMany(image => _published[image].Blobs.Keys)];

    private long Bytes(IEnumerable<string> digests) =>
        digests.Sum(digest => (long)_published.Values.First(image => image.Blobs.ContainsKey(digest)).Blobs[digest].Length);

    /// <summary>Bytes of blobs that were sent to the registry inside since the last look.</summary>
    private long TakeSent()
    {
        var sent = _line
            .Requests.Skip(_seen)
            .Where(request => request.Method is "POST" or "PUT" or "PATCH" && request.Path.Contains("/blobs/"))
            .Sum(request => (long)request.Body.Length);
        _seen = _line.Requests.Count;
        return sent;
    }

    /// <summary>The new blobs; beside them only what describes: manifests, lock, layout, chart.</summary>
    private void AssertCarries(string delta, IReadOnlyList<string> blobs)
    {
        using var opened = Bundle.Open(_vendor.Folder[delta]);
        var manifests = opened
            .Lock.Images.SelectMany(image => image.Contents)
            .Where(content => content.IsManifest)
            .DistinctBy(content => content.Digest)
            .Sum(content => content.Size);
        var described =
            opened.LockBytes.Length
            + opened.Lock.Charts.Sum(chart => chart.Size)
            + new FileInfo(_vendor.Folder[delta, "images", "index.json"]).Length
            + new FileInfo(_vendor.Folder[delta, "images", "oci-layout"]).Length;
        var carried = Directory.GetFiles(_vendor.Folder[delta], "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length);
        Assert.Equal(Bytes(blobs) + manifests + described, carried);
    }

    private void Chart(string version, IEnumerable<string> images)
    {
        _vendor.Folder.Write("product/Chart.yaml", $"apiVersion: v2\nname: product\nversion: {version}\n");
        _vendor.Folder.Write(
            "product/values.yaml",
            "images:\n" + string.Concat(images.Select((image, i) => $"  part{i}: {_vendor.Host}/{image}\n"))
        );
        _vendor.Folder.Write(
            "product/templates/pod.yaml",
            "apiVersion: v1\nkind: Pod\nmetadata: {name: product}\nspec:\n  containers:\n{{- range $name, $image := .Values.images }}\n    "
                + "- name: {{ $name }}\n      image: {{ $image }}\n{{- end }}\n"
        );
    }
}

using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Push;
using Wsm.Tests.Serve;

namespace Wsm.Tests.Download;

/// <summary>
/// An image of Windows whose base layer no registry holds, only its publisher: skopeo leaves it out, crane fetches it from there.
/// </summary>
public sealed class ForeignLayerTests : IAsyncLifetime
{
    private static readonly byte[] Base = TestImages.Random(7, 20_000).Blobs.Values.MaxBy(blob => blob.Length)!;
    private static readonly string BaseDigest = ImageContent.DigestOf(Base);
    private readonly TemporaryFolder _folder = new();
    private readonly FaultServer _publisher = new(request => request.Path == "/base" ? Reply.Blob(Base, request) : Reply.Text(404, ""));
    private RunningRegistry _vendor = null!;
    private RunningRegistry _inside = null!;

    public async ValueTask InitializeAsync()
    {
        (_vendor, _inside) = (await RunningRegistry.StartAsync(), await RunningRegistry.StartAsync());
        await TestImagesPush.PushAsync(_vendor.Host, "team/windows", "1", Image());
        _folder.Write("catalog.yaml", ImageCatalog.Of([$"{_vendor.Host}/team/windows:1"]));
    }

    public async ValueTask DisposeAsync()
    {
        await _vendor.DisposeAsync();
        await _inside.DisposeAsync();
        await _publisher.DisposeAsync();
        _folder.Dispose();
    }

    private string[] Download => ["download", "--catalog", _folder["catalog.yaml"], "-b", _folder["bundle"], "-p", "all"];

    [Fact]
    public async Task It_is_left_out_and_every_command_names_it_alike()
    {
        var download = await RunResult.WellAsync(Download);
        var verify = await RunResult.WellAsync("verify", "-b", _folder["bundle"]);
        var push = await RunResult.WellAsync("push", "-b", _folder["bundle"], "--registry", _inside.Host);
        var check = await RunResult.WellAsync("check", "-b", _folder["bundle"], "--registry", _inside.Host);

        var locked = JsonNode.Parse(File.ReadAllText(_folder[Path.Combine("bundle", "bundle.json")]))!["images"]![0]!;
        var leftOut = Assert.Single(locked["leftOut"]!.AsArray())!;
        Assert.Equal(BaseDigest, leftOut["digest"]!.GetValue<string>());
        Assert.Equal($"{_publisher.Url}/base", leftOut["urls"]![0]!.GetValue<string>());
        Assert.DoesNotContain(locked["contents"]!.AsArray(), content => content!["digest"]!.GetValue<string>() == BaseDigest);
        Assert.Contains(BaseDigest, download.Error);
        Assert.Contains($"team/windows:1 is without {BaseDigest}", verify.Output);
        Assert.Contains("but for 1 layers that only their publisher gives", push.Output);
        Assert.Contains("but for 1 layers that only their publisher gives", check.Output);
        Assert.Empty(_publisher.Requests);
    }

    [Fact]
    public async Task Where_that_is_allowed_it_is_fetched_from_its_publisher_and_is_a_layer_like_any_other_inside()
    {
        await RunResult.WellAsync([.. Download, "--foreign-layers"]);
        await RunResult.WellAsync("verify", "-b", _folder["bundle"]);
        var push = await RunResult.WellAsync("push", "-b", _folder["bundle"], "--registry", _inside.Host);

        Assert.DoesNotContain("but for", push.Output);
        using var http = new HttpClient();
        Assert.Equal(
            Base,
            await http.GetByteArrayAsync(
                new Uri($"http://{_inside.Host}/v2/team/windows/blobs/{BaseDigest}"),
                TestContext.Current.CancellationToken
            )
        );
    }

    [Fact]
    public async Task A_registry_that_holds_it_gives_it_as_any_other()
    {
        await TestImagesPush.PushAsync(_vendor.Host, "team/windows", "1", TestImages.FromLayers([Base]));
        await TestImagesPush.PushAsync(_vendor.Host, "team/windows", "1", Image());

        var download = await RunResult.WellAsync(Download);

        Assert.DoesNotContain("left out", download.Error);
        Assert.Empty(_publisher.Requests);
    }

    [Fact]
    public async Task A_publisher_that_gives_other_bytes_is_not_believed()
    {
        await using var liar = new FaultServer(_ => new Reply { Body = new byte[Base.Length] });
        await TestImagesPush.PushAsync(_vendor.Host, "team/lied", "1", Image(liar.Url));
        _folder.Write("catalog.yaml", ImageCatalog.Of([$"{_vendor.Host}/team/lied:1"]));

        var run = await RunResult.OfAsync([.. Download, "--foreign-layers"]);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
    }

    private ImageContent Image(string? publisher = null)
    {
        var whole = TestImages.FromLayers([Base, [1, 2, 3]]);
        var manifest = JsonNode.Parse(whole.Root)!;
        manifest["layers"]![0]!["mediaType"] = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
        manifest["layers"]![0]!["urls"] = new JsonArray($"{publisher ?? _publisher.Url}/base");
        return whole with
        {
            Root = System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString()),
            Blobs = whole.Blobs.Where(blob => blob.Key != BaseDigest).ToDictionary(),
        };
    }
}

using System.Text.Json;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.ChartStores;
using Wsm.Tests.Push;

namespace Wsm.Tests.Mirror;

/// <summary><c>wsm mirror</c> between real registries.</summary>
public sealed class MirrorTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RegistryProcess _source = null!;
    private RegistryProcess _target = null!;

    public async ValueTask InitializeAsync() =>
        (_source, _target) = (await RegistryProcess.StartAsync(), await RegistryProcess.StartAsync());

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _target.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Images_arrive_with_their_digests_and_a_second_run_sends_nothing()
    {
        var (app, tool) = (TestImages.Busybox("app"), TestImages.Busybox("tool"));
        await TestImagesPush.PushAsync(_source.Host, "team/app", "1", app);
        await TestImagesPush.PushAsync(_source.Host, "team/tool", "2", tool);
        string[] command = ["mirror", "--to", $"{_target.Host}/inside", "--catalog", Catalog("team/app:1", "team/tool:2")];

        var first = await RunResult.WellAsync(command);
        var second = await RunResult.WellAsync(command);

        Assert.Contains($"✓ {_source.Host}/team/app:1 → {_target.Host}/inside/team/app:1", first.Output);
        Assert.Contains("mounted", first.Output);
        Assert.Equal(app.Root, await RawAsync("inside/team/app:1"));
        Assert.Equal(tool.Root, await RawAsync("inside/team/tool:2"));
        Assert.Contains($"= {_source.Host}/team/tool:2", second.Output);
        Assert.Contains("2 already there.", second.Error);
        await Tool.RunAsync(
            "skopeo",
            ["copy", "--src-tls-verify=false", $"docker://{_target.Host}/inside/team/tool:2", $"dir:{_folder["copy"]}"]
        );
    }

    [Fact]
    public async Task The_platform_is_chosen_as_for_a_download()
    {
        var many = TestImages.MultiPlatform();
        await TestImagesPush.PushAsync(_source.Host, "many", "1", many);

        await RunResult.WellAsync("mirror", "--to", $"{_target.Host}/one", "--catalog", Catalog("many:1", $"many@{many.Digest}"));
        await RunResult.WellAsync("mirror", "--to", $"{_target.Host}/all", "--catalog", Catalog("many:1"), "-p", "all");
        var lacking = await RunResult.OfAsync(
            "mirror",
            "--to",
            $"{_target.Host}/none",
            "--catalog",
            Catalog("many:1"),
            "-p",
            "linux/s390x"
        );

        Assert.Equal(many.Children.Values.First().Bytes, await RawAsync("one/many:1"));
        Assert.Equal(many.Root, await RawAsync($"one/many@{many.Digest}"));
        Assert.Equal(many.Root, await RawAsync("all/many:1"));
        Assert.Equal(ExitCode.Failed, lacking.ExitCode);
        Assert.Contains("no linux/s390x in it, only linux/amd64, linux/arm64", lacking.Output);
    }

    [Fact]
    public async Task An_image_that_is_not_there_is_named_and_the_others_arrive()
    {
        await TestImagesPush.PushAsync(_source.Host, "there", "1", TestImages.Busybox());

        var run = await RunResult.OfAsync("mirror", "--to", _target.Host, "--catalog", Catalog("missing:1", "there:1"), "-o", "json");

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        using var json = JsonDocument.Parse(run.Output);
        var images = json
            .RootElement.GetProperty("images")
            .EnumerateArray()
            .Select(image => (image.GetProperty("source").GetString(), image.GetProperty("result").GetString()))
            .ToList();
        Assert.Equal([($"{_source.Host}/missing:1", "Failed"), ($"{_source.Host}/there:1", "Pushed")], images);
    }

    [Fact]
    public async Task Signatures_travel_along_when_asked_for()
    {
        var image = TestImages.Busybox();
        var signature = TestImages.Artifact("signed", image);
        await TestImagesPush.PushAsync(_source.Host, "app", "1", image);
        await TestImagesPush.PushAsync(_source.Host, "app", $"sha256-{image.Digest[7..]}.sig", signature);

        await RunResult.WellAsync("mirror", "--to", _target.Host, "--catalog", Catalog("app:1"), "--referrers");

        Assert.Equal(signature.Root, await RawAsync($"app:sha256-{image.Digest[7..]}.sig"));
    }

    [Fact]
    public async Task Within_one_registry_no_blob_leaves_it()
    {
        await TestImagesPush.PushAsync(_source.Host, "app", "1", TestImages.Random(1, 200_000));
        await using var proxy = new FaultProxy(_source.Host, (_, reply) => reply);

        var run = await RunResult.WellAsync(
            "mirror",
            "--to",
            $"{proxy.Host}/copy",
            "--catalog",
            _folder.Write("one.yaml", ImageCatalog.Of([$"{proxy.Host}/app:1"]))
        );

        Assert.Contains("mounted", run.Output);
        Assert.DoesNotContain(proxy.Requests, request => request.Method == "GET" && request.Path.Contains("/blobs/"));
        Assert.DoesNotContain(proxy.Requests, request => request.Body.Length > 100_000);
    }

    [Fact]
    public async Task A_dry_run_and_a_record_of_what_went_where()
    {
        await TestImagesPush.PushAsync(_source.Host, "app", "1", TestImages.Busybox());
        string[] command = ["mirror", "--to", _target.Host, "--catalog", Catalog("app:1"), "--relocation-file", _folder["where.json"]];

        var dry = await RunResult.WellAsync([.. command, "--dry-run"]);
        Assert.False(File.Exists(_folder["where.json"]));
        await RunResult.WellAsync(command);

        Assert.Contains($"+ {_source.Host}/app:1 → {_target.Host}/app:1", dry.Output);
        Assert.Contains($"{_target.Host}/app:1", File.ReadAllText(_folder["where.json"]));
    }

    [Fact]
    public async Task Charts_go_along_byte_for_byte()
    {
        var chart = SampleCharts.Bytes("product", "1.2.3");

        await RunResult.WellAsync(
            "mirror",
            "--to",
            _target.Host,
            "--charts",
            _folder["charts"],
            "--chart",
            _folder.Write("product.tgz", chart)
        );

        Assert.Equal(chart, File.ReadAllBytes(_folder["charts", "product-1.2.3.tgz"]));
    }

    [Fact]
    public async Task Without_a_target_nothing_is_looked_up()
    {
        var run = await RunResult.OfAsync("mirror", "--catalog", Catalog("app:1"));

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--to", run.Error);
    }

    private string Catalog(params string[] images) =>
        _folder.Write($"{Guid.NewGuid():N}.yaml", ImageCatalog.Of(images.Select(image => $"{_source.Host}/{image}")));

    private async Task<byte[]> RawAsync(string image) =>
        System.Text.Encoding.UTF8.GetBytes(
            (await Tool.RunAsync("skopeo", ["inspect", "--raw", "--tls-verify=false", $"docker://{_target.Host}/{image}"])).Output
        );
}

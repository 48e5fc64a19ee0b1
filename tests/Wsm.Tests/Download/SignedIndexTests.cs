using System.Text.Json.Nodes;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Download;

/// <summary>Publishers sign an image's index; where one platform of it is kept, nobody finds that signature under the tag.</summary>
public sealed class SignedIndexTests : IAsyncLifetime
{
    private const string Words = "belong to the index";
    private static readonly ImageContent Index = TestImages.MultiPlatform();
    private readonly TemporaryFolder _folder = new();
    private RegistryProcess _vendor = null!;
    private RegistryProcess _inside = null!;

    public async ValueTask InitializeAsync()
    {
        (_vendor, _inside) = (await RegistryProcess.StartAsync(), await RegistryProcess.StartAsync());
        await TestImagesPush.PushAsync(_vendor.Host, "team/app", "1", Index);
        await TestImagesPush.PushAsync(_vendor.Host, "team/app", Index.Digest.Replace(':', '-') + ".sig", TestImages.Artifact("signature"));
        _folder.Write("catalog.yaml", ImageCatalog.Of([$"{_vendor.Host}/team/app:1"]));
    }

    public async ValueTask DisposeAsync()
    {
        await _vendor.DisposeAsync();
        await _inside.DisposeAsync();
        _folder.Dispose();
    }

    private string[] Download => ["download", "--catalog", _folder["catalog.yaml"], "-b", _folder["bundle"], "--referrers"];

    private string[] Mirror => ["mirror", "--catalog", _folder["catalog.yaml"], "--to", _inside.Host, "--referrers"];

    [Fact]
    public async Task Download_and_push_say_so()
    {
        var download = await RunResult.WellAsync(Download);
        var push = await RunResult.WellAsync("push", "-b", _folder["bundle"], "--registry", _inside.Host);

        Assert.Contains($"{Words} {Index.Digest}", download.Error);
        Assert.Contains($"{Words} {Index.Digest}", push.Error);
    }

    [Fact]
    public async Task Keep_index_keeps_what_is_signed_whole_and_the_signature_is_found_inside()
    {
        await TestImagesPush.PushAsync(_vendor.Host, "team/unsigned", "1", TestImages.MultiPlatform("unsigned"));
        _folder.Write("catalog.yaml", ImageCatalog.Of([$"{_vendor.Host}/team/app:1", $"{_vendor.Host}/team/unsigned:1"]));

        var download = await RunResult.WellAsync([.. Download, "--keep-index"]);
        var push = await RunResult.WellAsync("push", "-b", _folder["bundle"], "--registry", _inside.Host);

        Assert.DoesNotContain(Words, download.Error + push.Error);
        var images = JsonNode.Parse(File.ReadAllText(_folder[Path.Combine("bundle", "bundle.json")]))!["images"]!.AsArray();
        Assert.Equal(Index.Digest, Digest(images, "app:1"));
        Assert.NotEqual(TestImages.MultiPlatform("unsigned").Digest, Digest(images, "unsigned:1"));
        await Tool.RunAsync(
            "skopeo",
            ["inspect", "--raw", "--tls-verify=false", $"docker://{_inside.Host}/team/app:{Index.Digest.Replace(':', '-')}.sig"]
        );
    }

    [Fact]
    public async Task A_mirror_says_so_too_takes_the_signature_along_and_keeps_the_index_when_asked()
    {
        var told = await RunResult.WellAsync(Mirror);
        var kept = await RunResult.WellAsync([.. Mirror, "--keep-index"]);

        Assert.Contains($"{Words} {Index.Digest}", told.Error);
        Assert.DoesNotContain(Words, kept.Error);
        var raw = await Tool.RunAsync("skopeo", ["inspect", "--raw", "--tls-verify=false", $"docker://{_inside.Host}/team/app:1"]);
        Assert.Equal(System.Text.Encoding.UTF8.GetString(Index.Root), raw.Output);
        Assert.Contains(".sig", told.Output);
    }

    private static string Digest(JsonArray images, string end) =>
        images.Single(image => image!["reference"]!.GetValue<string>().EndsWith(end))!["digest"]!.GetValue<string>();
}

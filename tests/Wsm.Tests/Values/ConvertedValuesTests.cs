using System.Text;
using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers;

namespace Wsm.Tests.Values;

/// <summary>The values of images that were converted on their way: digests are those that are inside.</summary>
public sealed class ConvertedValuesTests : IAsyncLifetime
{
    private static readonly string[] Convert = ["--convert", "docker-v2s2"];

    private readonly TemporaryFolder _folder = new();
    private readonly ImageContent _app = TestImages.Busybox("app");
    private readonly ImageContent _pinned = TestImages.Busybox("pinned");
    private RegistryProcess _registry = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryProcess.StartAsync();
        await using var upstream = await RegistryProcess.StartAsync();
        await TestImagesPush.PushAsync(upstream.Host, "team/app", "1", _app);
        await TestImagesPush.PushAsync(upstream.Host, "team/pinned", "1", _pinned);
        _folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: sample\nversion: 1.0.0\n");
        _folder.Write("chart/values.yaml", $"app: {upstream.Host}/team/app:1\npinned: {upstream.Host}/team/pinned@{_pinned.Digest}\n");
        _folder.Write("chart/templates/all.yaml", Pod($"{upstream.Host}/team/pinned@{_pinned.Digest}"));
        await WellAsync("download", "--chart", _folder["chart"], "-b", _folder["bundle"]);
        await WellAsync(["push", "-b", _folder["bundle"], "--registry", _registry.Host, .. Convert]);
    }

    public async ValueTask DisposeAsync()
    {
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData]
    [InlineData("--registry", "HOST")]
    [InlineData("--registry", "HOST", "--convert", "docker-v2s2")]
    public async Task Digests_are_those_that_are_inside_whether_the_record_or_the_option_says_so(params string[] where)
    {
        var run = await ValuesAsync([.. where.Select(word => word == "HOST" ? _registry.Host : word), "--by-digest"]);

        Assert.Contains($"app: {_registry.Host}/team/app:1@{await InsideAsync("team/app:1")}", Read());
        Assert.Contains($"pinned: {_registry.Host}/team/pinned@{await InsideAsync($"team/pinned@{PushedPin()}")}", Read());
        // The third container has its digest in the template.
        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains("Not proved: 1 of 3", run.Output);
    }

    [Fact]
    public async Task A_public_name_with_its_digest_is_not_called_mirrored()
    {
        var run = await ValuesAsync("--mirror-config", "crio");

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains("no mirror has the digest that it names, because the image was converted", run.Output);
    }

    [Fact]
    public async Task Without_a_bundle_nobody_knows_the_digests()
    {
        var run = await RunResult.OfAsync(["values", "--chart", _folder["chart"], "--registry", _registry.Host, .. Convert]);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--convert changes digests, and --chart or --catalog name none", run.Error);
    }

    private static string Pod(string literal) =>
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - {name: a, image: \"{{ .Values.app }}\"}\n"
        + "  - {name: b, image: \"{{ .Values.pinned }}\"}\n"
        + $"  - {{name: c, image: \"{literal}\"}}\n";

    private Task<RunResult> ValuesAsync(params string[] more) =>
        RunResult.OfAsync(["values", "-b", _folder["bundle"], "--out", _folder["out"], .. more]);

    private static Task<RunResult> WellAsync(params string[] arguments) => RunResult.WellAsync(arguments);

    private string Read() => File.ReadAllText(_folder["out/values-sample.yaml"]);

    private string PushedPin() =>
        JsonNode.Parse(File.ReadAllText(_folder["bundle/relocation.json"]))!["images"]!
            .AsArray()
            .Single(image => image!["sourceDigest"]!.GetValue<string>() == _pinned.Digest)!["digest"]!.GetValue<string>();

    private async Task<string> InsideAsync(string name)
    {
        var raw = await Tool.RunAsync("skopeo", ["inspect", "--raw", "--tls-verify=false", $"docker://{_registry.Host}/{name}"]);
        return ImageContent.DigestOf(Encoding.UTF8.GetBytes(raw.Output));
    }
}

using System.Text;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Product.Catalogs;

namespace Wsm.Tests.Channels;

public sealed class ChannelTests : IDisposable
{
    private const string License = "eyJhbGciOi.the.licence";
    private const string Path = "/api/v1/operator/channel";

    private readonly TemporaryFolder _folder = new();

    public ChannelTests()
    {
        _folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: platform\nversion: 1.2.3\n");
        _folder.Write(
            "chart/templates/p.yaml",
            "kind: Pod\nspec:\n  containers:\n  - {name: c, image: '{{ .Values.image }}:{{ .Values.tag }}'}\n"
        );
        _folder.Write("licence.txt", License + "\n");
    }

    private string Answer =>
        $$"""{ "metadata": {"id": "7"},  "chart": {"path": "{{_folder["chart"]}}"}, "values": {"image": "from/channel", "tag": "1"} }""";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_channel_s_chart_is_rendered_with_its_values_and_the_catalog_s_above_them()
    {
        await using var server = new FaultServer(_ => Reply.Json(Answer));
        var run = await ListAsync(server, "values: {tag: '2'}");
        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Contains("  from/channel:2\n", run.Output, StringComparison.Ordinal);
        Assert.Equal("application/json", Assert.Single(server.Asked("GET", Path))["Content-Type"]);
    }

    [Fact]
    public async Task The_licence_is_sent_as_basic_authentication_and_shown_nowhere()
    {
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("license:" + License));
        await using var server = new FaultServer(request =>
            request["Authorization"] == expected ? Reply.Json(Answer) : Reply.Text(401, $"{Sent(request)} is no licence")
        );
        var accepted = await ListAsync(server, "", "--license-file", "licence.txt", "-v", "-v");
        Assert.Equal(ExitCode.Done, accepted.ExitCode);
        _folder.Write("licence.txt", License + "wrong");
        var refused = await ListAsync(server, "", "--license-file", "licence.txt", "-v", "-v");
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains("did not accept the licence", refused.Error, StringComparison.Ordinal);
        Assert.Contains("requires a licence", (await ListAsync(server, "")).Error, StringComparison.Ordinal);
        Assert.DoesNotContain(License, accepted.Output + accepted.Error + refused.Output + refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Convert.ToBase64String(Encoding.UTF8.GetBytes(License))[..20],
            accepted.Error + refused.Error,
            StringComparison.Ordinal
        );
        Assert.All(Directory.EnumerateFiles(_folder["cache"], "*", SearchOption.AllDirectories), file =>
            Assert.DoesNotContain(License, File.ReadAllText(file), StringComparison.Ordinal)
        );
    }

    /// <summary>Some servers repeat what they were sent.</summary>
    private static string Sent(FaultRequest request) =>
        request["Authorization"] is { } shown ? Encoding.UTF8.GetString(Convert.FromBase64String(shown["Basic ".Length..])) : "nothing";

    [Fact]
    public async Task One_release_can_be_asked_for()
    {
        await using var server = new FaultServer(request =>
            request.Path == $"{Path}/release/r-7" ? Reply.Json(Answer) : Reply.Text(404, "")
        );
        Assert.Equal(ExitCode.Done, (await ListAsync(server, "", "--release", "r-7")).ExitCode);
        Assert.Contains("has no release 'r-8'", (await ListAsync(server, "", "--release", "r-8")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_environment_and_then_the_option_take_the_place_of_the_catalog_s_address()
    {
        await using var catalogs = new FaultServer(_ => Reply.Text(404, ""));
        await using var environments = new FaultServer(_ => Reply.Json(Answer));
        await using var options = new FaultServer(_ => Reply.Json(Answer));
        var environment = new Dictionary<string, string> { ["DEPLOYER_CHANNEL_URL"] = environments.Url + "/env" };
        WriteCatalog(catalogs, "");
        Assert.Equal(ExitCode.Done, (await RunResult.OfAsync(_folder.Path, ["list", "--catalog", "c.yaml"], environment)).ExitCode);
        Assert.Equal(
            ExitCode.Done,
            (
                await RunResult.OfAsync(_folder.Path, ["list", "--catalog", "c.yaml", "--channel-url", options.Url + "/opt"], environment)
            ).ExitCode
        );
        Assert.Equal("/env", Assert.Single(environments.Requests).Path);
        Assert.Equal("/opt", Assert.Single(options.Requests).Path);
        Assert.Empty(catalogs.Requests);
    }

    [Fact]
    public async Task A_channel_that_recovers_is_asked_again()
    {
        await using var server = new FaultServer(request => request.Attempt <= 1 ? Reply.Text(503, "later") : Reply.Json(Answer));
        Assert.Equal(ExitCode.Done, (await ListAsync(server, "")).ExitCode);
        Assert.True(server.Requests.Count >= 2);
    }

    [Theory]
    [InlineData("<html>log in</html>", "did not give JSON (line 1, byte 1): it begins with '<html>log in</html>'.")]
    [InlineData("", "it begins with nothing at all")]
    [InlineData("[]", "it is a list, not an object with 'chart' and 'values'")]
    [InlineData("{}", "it names no chart")]
    [InlineData("{\"chart\": 7}", "'chart' is a number, not an object")]
    [InlineData("{\"chart\": {}}", "'chart' has neither 'url' nor 'path'")]
    [InlineData("{\"chart\": {\"url\": 7}}", "'chart.url' is a number, not a text")]
    [InlineData("{\"chart\": {\"url\": \"https://h\"}}", "'chart' has a repository's 'url' and no 'name'")]
    [InlineData("{\"chart\": {\"url\": \"https://h\", \"name\": \"../x\"}}", "'chart.name' is not a chart name")]
    [InlineData("{\"chart\": {\"url\": \"https://u:secret@h/x\", \"name\": \"x\"}}", "is not the address of a chart repository")]
    [InlineData("{\"chart\": {\"path\": \"/x\"}, \"values\": []}", "'values' is a list, not an object")]
    public async Task An_answer_that_is_no_release_is_refused_with_the_reason(string answer, string expected)
    {
        await using var server = new FaultServer(_ => Reply.Json(answer));
        var run = await ListAsync(server, "");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pinned_catalog_keeps_the_answer_byte_for_byte_and_asks_nobody()
    {
        await using var server = new FaultServer(_ => Reply.Json(Answer));
        var written = await ListAsync(server, "", "-o", "catalog");
        _folder.Write("pinned.yaml", written.Output);
        var asked = server.Requests.Count;
        var again = await RunResult.OfAsync(_folder.Path, ["list", "--catalog", "pinned.yaml", "-o", "catalog"]);
        Assert.Equal((written.Output, ""), (again.Output, again.Error));
        Assert.Equal(asked, server.Requests.Count);
        var component = Assert.Single(CatalogReader.Read(written.Output, "pinned.yaml", "/").Components);
        Assert.Equal(Answer, component.Channel!.Answer);
    }

    private Task<RunResult> ListAsync(FaultServer server, string more, params string[] arguments)
    {
        WriteCatalog(server, more);
        return RunResult.OfAsync(
            _folder.Path,
            ["list", "--catalog", "c.yaml", .. arguments],
            new Dictionary<string, string> { ["XDG_CACHE_HOME"] = _folder["cache"] }
        );
    }

    private void WriteCatalog(FaultServer server, string more) =>
        _folder.Write(
            "c.yaml",
            $"apiVersion: wsm/v1\nkind: Catalog\nmetadata: {{name: p}}\ncomponents:\n- name: a\n  channel: {server.Url}{Path}\n  {more}\n"
        );
}

using System.Runtime.Versioning;
using System.Text;
using Wsm.Hosting;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using Wsm.Tests.Push;
using Wsm.Tests.Serve;

namespace Wsm.Tests.ChartStores;

/// <summary>
/// Charts arrive as they were published: signed, and from a registry with their manifest. helm itself signs and verifies.
/// </summary>
[UnsupportedOSPlatform("windows")]
public sealed class ChartFidelityTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RegistryProcess _vendor = null!;
    private RegistryProcess _inside = null!;

    private static string Helm => Tool.Find("helm", "WSM_TEST_HELM");

    public async ValueTask InitializeAsync()
    {
        (_vendor, _inside) = (await RegistryProcess.StartAsync(), await RegistryProcess.StartAsync());
        _folder.Write("signed/Chart.yaml", "apiVersion: v2\nname: signed\nversion: 1.2.3\ndescription: a chart\n");
        _folder.Write("signed/templates/a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");
        Directory.CreateDirectory(_folder["gpg"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string[] gpg = ["--homedir", _folder["gpg"], "--batch", "--yes", "--pinentry-mode", "loopback", "--passphrase", ""];
        await Tool.RunAsync("gpg", [.. gpg, "--quick-generate-key", "Vendor <vendor@example.com>", "rsa2048", "sign", "never"]);
        await Tool.RunAsync("gpg", [.. gpg, "-o", _folder["secret.gpg"], "--export-secret-keys", "vendor@example.com"]);
        await Tool.RunAsync("gpg", [.. gpg, "-o", _folder["public.gpg"], "--export", "vendor@example.com"]);
        await Tool.RunAsync("gpgconf", ["--homedir", _folder["gpg"], "--kill", "all"]);
        await Tool.RunAsync(
            Helm,
            ["package", "--sign", "--key", "Vendor", "--keyring", _folder["secret.gpg"], "-d", _folder.Path, _folder["signed"]]
        );
    }

    public async ValueTask DisposeAsync()
    {
        await _vendor.DisposeAsync();
        await _inside.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_chart_from_a_registry_has_the_same_digest_inside_and_helm_verifies_it_there()
    {
        await Tool.RunAsync(Helm, ["push", _folder["signed-1.2.3.tgz"], $"oci://{_vendor.Host}/charts", "--plain-http"]);
        await BundleAsync($"oci://{_vendor.Host}/charts/signed");

        await PushAsync($"oci://{_inside.Host}/inside");
        var again = await PushAsync($"oci://{_inside.Host}/inside");

        Assert.Equal(await RawAsync($"{_vendor.Host}/charts/signed:1.2.3"), await RawAsync($"{_inside.Host}/inside/signed:1.2.3"));
        Assert.Contains("already there", again.Output);
        await VerifyAsync([$"oci://{_inside.Host}/inside/signed", "--plain-http"]);
        await RunResult.WellAsync("verify", "-b", _folder["bundle"]);
    }

    [Fact]
    public async Task What_was_put_there_without_its_manifest_before_gets_it()
    {
        await Tool.RunAsync(Helm, ["push", _folder["signed-1.2.3.tgz"], $"oci://{_vendor.Host}/charts", "--plain-http"]);
        await BundleAsync($"oci://{_vendor.Host}/charts/signed");
        File.Delete(_folder["signed-1.2.3.tgz.prov"]);
        await Tool.RunAsync(Helm, ["push", _folder["signed-1.2.3.tgz"], $"oci://{_inside.Host}/inside", "--plain-http"]);

        await PushAsync($"oci://{_inside.Host}/inside");

        Assert.Equal(await RawAsync($"{_vendor.Host}/charts/signed:1.2.3"), await RawAsync($"{_inside.Host}/inside/signed:1.2.3"));
    }

    /// <summary>From an archive on disk and from a repository over HTTP alike.</summary>
    [Theory]
    [InlineData("disk")]
    [InlineData("repository")]
    public async Task The_signature_beside_an_archive_travels_to_every_kind_of_store(string source)
    {
        await using var repository = await RepositoryAsync();
        await BundleAsync(source == "disk" ? _folder["signed-1.2.3.tgz"] : $"signed@{repository.Url}");
        await using var museum = await RunningRegistry.StartAsync();

        await PushAsync($"oci://{_inside.Host}/inside");
        await PushAsync(_folder["shelf"]);
        await PushAsync(museum.Address.ToString());

        await VerifyAsync([$"oci://{_inside.Host}/inside/signed", "--plain-http"]);
        await VerifyAsync(["signed", "--repo", museum.Address.ToString()]);
        await Tool.RunAsync(Helm, ["verify", "--keyring", _folder["public.gpg"], Path.Combine(_folder["shelf"], "signed-1.2.3.tgz")]);
        Assert.Contains("already there", (await PushAsync(museum.Address.ToString())).Output);
    }

    [Fact]
    public async Task A_store_that_takes_files_gets_the_signature_as_one()
    {
        await BundleAsync(_folder["signed-1.2.3.tgz"]);
        await using var nexus = new FaultServer(request => Reply.Text(request.Method == "PUT" ? 201 : 404, ""));

        await RunResult.WellAsync("push", "-b", _folder["bundle"], "--charts", nexus.Url + "/helm", "--charts-kind", "nexus");

        Assert.Equal(
            ["/helm/signed-1.2.3.tgz", "/helm/signed-1.2.3.tgz.prov"],
            nexus.Requests.Where(request => request.Method == "PUT").Select(request => request.Path)
        );
    }

    [Fact]
    public async Task Served_straight_from_the_bundle_it_is_verified_too()
    {
        await BundleAsync(_folder["signed-1.2.3.tgz"]);
        using var opened = Wsm.Bundles.Reading.Bundle.Open(_folder["bundle"]);

        var shelf = new Wsm.Site.Serving.Charts.BundleCharts(Wsm.Site.Serving.Charts.BundleCharts.Read(opened));

        Assert.Equal(
            File.ReadAllBytes(_folder["signed-1.2.3.tgz.prov"]),
            await shelf.ReadAsync("signed-1.2.3.tgz.prov", TestContext.Current.CancellationToken)
        );
    }

    /// <summary>A page in its place is no signature.</summary>
    [Fact]
    public async Task A_login_page_beside_the_archive_is_not_taken_for_its_signature()
    {
        await using var repository = await RepositoryAsync(page: true);

        await BundleAsync($"signed@{repository.Url}");

        Assert.False(File.Exists(_folder[Path.Combine("bundle", "charts", "signed-1.2.3.tgz.prov")]));
    }

    [Fact]
    public async Task A_chart_that_nobody_signed_gets_no_signature()
    {
        File.Delete(_folder["signed-1.2.3.tgz.prov"]);
        await BundleAsync(_folder["signed-1.2.3.tgz"]);
        await using var nexus = new FaultServer(request => Reply.Text(request.Method == "PUT" ? 201 : 404, ""));

        await RunResult.WellAsync("push", "-b", _folder["bundle"], "--charts", nexus.Url + "/helm", "--charts-kind", "nexus");
        await PushAsync($"oci://{_inside.Host}/inside");

        Assert.Single(nexus.Requests, request => request.Method == "PUT");
        Assert.DoesNotContain("provenance", await RawAsync($"{_inside.Host}/inside/signed:1.2.3"));
    }

    [Theory]
    [InlineData("MyShop")]
    [InlineData("my__shop_")]
    public async Task A_name_that_no_registry_takes_is_found_before_anything_is_sent(string name)
    {
        _folder.Write("odd/Chart.yaml", $"apiVersion: v2\nname: {name}\nversion: 1.0.0\n");
        await TestImagesPush.PushAsync(_vendor.Host, "team/app", "1", TestImages.Random(1, 100));
        _folder.Write(
            "odd/templates/a.yaml",
            $"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{containers: [{{name: a, image: \"{_vendor.Host}/team/app:1\"}}]}}\n"
        );
        await BundleAsync(_folder["odd"]);
        string[] place = ["-b", _folder["bundle"], "--registry", _inside.Host, "--charts", $"oci://{_inside.Host}/charts"];

        var runs = new List<RunResult>
        {
            await RunResult.OfAsync(["push", .. place]),
            await RunResult.OfAsync(["push", .. place, "--preflight"]),
            await RunResult.OfAsync(["push", .. place, "--dry-run"]),
            await RunResult.OfAsync(["values", .. place, "--out", _folder["deploy"]]),
        };

        Assert.All(runs, run => Assert.NotEqual(ExitCode.Done, run.ExitCode));
        Assert.All(runs, run => Assert.Contains($"the chart '{name}' 1.0.0 cannot be kept in a registry", run.Output + run.Error));
        Assert.All(runs, run => Assert.DoesNotContain("bug", run.Error));
        using var client = new RegistryClient(new RegistryOptions());
        Assert.Null(await client.GetRepository(_inside.Host, "team/app").FindManifestAsync("1", TestContext.Current.CancellationToken));
        await RunResult.WellAsync("push", "-b", _folder["bundle"], "--charts", _folder["shelf"]);
    }

    private Task<RunResult> BundleAsync(string chart) => RunResult.WellAsync("download", "--chart", chart, "-b", _folder["bundle"]);

    private Task<RunResult> PushAsync(string charts) => RunResult.WellAsync("push", "-b", _folder["bundle"], "--charts", charts);

    private async Task VerifyAsync(string[] chart) =>
        await Tool.RunAsync(Helm, ["pull", .. chart, "--version", "1.2.3", "--verify", "--keyring", _folder["public.gpg"], "-d", Fresh()]);

    private string Fresh() => Directory.CreateDirectory(_folder[Path.GetRandomFileName()]).FullName;

    private static async Task<string> RawAsync(string reference) =>
        (await Tool.RunAsync("skopeo", ["inspect", "--raw", "--tls-verify=false", $"docker://{reference}"])).Output;

    private async Task<FaultServer> RepositoryAsync(bool page = false)
    {
        var shelf = Fresh();
        File.Copy(_folder["signed-1.2.3.tgz"], Path.Combine(shelf, "signed-1.2.3.tgz"));
        await Tool.RunAsync(Helm, ["repo", "index", shelf]);
        File.Copy(_folder["signed-1.2.3.tgz.prov"], Path.Combine(shelf, "signed-1.2.3.tgz.prov"));
        return new FaultServer(request =>
            page && request.Path.EndsWith(".prov") ? Reply.Text(200, "<html>Log in</html>", ("Content-Type", "text/html"))
            : File.Exists(Path.Combine(shelf, request.Path.TrimStart('/')))
                ? new Reply { Body = File.ReadAllBytes(Path.Combine(shelf, request.Path.TrimStart('/'))) }
            : Reply.Text(404, Encoding.UTF8.GetString([]))
        );
    }
}

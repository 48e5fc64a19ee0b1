using Wsm.Bundles.Locks;
using Wsm.Hosting;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Tests.ChartStores;

namespace Wsm.Tests.Doctor;

public sealed class DoctorTests : IDisposable
{
    private const string Secret = "s3cret-of-the-robot";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Where_all_is_well_every_line_says_so()
    {
        await using var images = new FaultServer(_ => Reply.Json("{}"));
        await using var server = ShowingShop(images);
        var run = await RunAsync(server);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains($"✓ {images.Host}: answers (images)\n", run.Output);
        Assert.All(run.Output.TrimEnd().Split('\n'), line => Assert.StartsWith("✓ ", line));
        Assert.Contains($"✓ {server.Url}/charts/index.yaml: answers (chart repository)\n", run.Output);
        Assert.Contains("✓ clock: agrees", run.Output);
        Assert.Contains("free in", run.Output);
    }

    [Fact]
    public async Task A_registry_that_only_a_chart_names_is_asked_before_the_download_needs_it()
    {
        await using var images = new FaultServer(_ => Reply.Text(403, "no, says the proxy"));
        await using var server = ShowingShop(images);
        var run = await RunAsync(server);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"✗ {images.Host}: ", run.Output);
    }

    [Fact]
    public async Task A_source_that_is_not_there_blocks_and_says_what_to_do()
    {
        await using var server = new FaultServer(_ => Reply.Text(404, "no"));
        var run = await RunAsync(server, "-o", "json");
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("\"severity\": \"blocking\"", run.Output);
        Assert.Contains("answers 404", run.Output);
        Assert.Contains("\"hint\": \"Check the address", run.Output);
    }

    [Fact]
    public async Task A_source_that_does_not_answer_is_given_up()
    {
        await using var server = new FaultServer(_ => Reply.Reset);
        var run = await RunAsync(server);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"✗ {server.Url}/charts/index.yaml: ", run.Output);
        Assert.Contains("One problem would stop the work.", run.Error);
    }

    [Fact]
    public async Task A_clock_that_is_hours_off_blocks()
    {
        await using var server = new FaultServer(_ => Reply.Text(200, "", ("Date", DateTime.UtcNow.AddHours(5).ToString("R"))));
        var run = await RunAsync(server);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("✗ clock: is 5 hours behind the servers'", run.Output);
    }

    [Fact]
    public async Task A_registry_inside_is_asked_instead_of_the_catalogs_sources()
    {
        await using var server = new FaultServer(_ => Reply.Json("{}"));
        var run = await RunResult.OfAsync(_folder.Path, ["doctor", "--registry", server.Host], Environment());
        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"✓ {server.Host}: answers (registry)", run.Output);
        Assert.DoesNotContain("wandb", run.Output);
    }

    [Fact]
    public async Task Credentials_and_helpers_are_named_without_secrets_and_a_helper_that_does_not_run_blocks()
    {
        await using var server = new FaultServer(_ => Reply.Json("{}"));
        var auth = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"robot:{Secret}"));
        _folder.Write(
            ".docker/config.json",
            $$"""{"auths": {"quay.example": {"auth": "{{auth}}"}, "empty.example": {} }, "credHelpers": {"a.example": "good", "b.example": "gone"} }"""
        );
        var helper = _folder.Write("bin/docker-credential-good", $"#!/bin/sh\necho '{{\"Username\":\"robot\",\"Secret\":\"{Secret}\"}}'\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(helper, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var run = await RunResult.OfAsync(
            _folder.Path,
            ["doctor", "--registry", server.Host],
            Environment(("PATH", $"{_folder["bin"]}:/usr/bin:/bin"))
        );
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("config.json has those for quay.example\n", run.Output);
        Assert.Contains("✓ credentials: docker-credential-good has those for a.example\n", run.Output);
        Assert.Contains("✗ credentials: the credential helper docker-credential-gone", run.Output);
        Assert.DoesNotContain(Secret, run.Output + run.Error);
        Assert.DoesNotContain(auth, run.Output + run.Error);
    }

    [Fact]
    public async Task A_helper_for_all_registries_is_asked_what_it_has()
    {
        await using var server = new FaultServer(_ => Reply.Json("{}"));
        _folder.Write(".docker/config.json", """{"credsStore": "all"}""");
        var helper = _folder.Write(
            "bin/docker-credential-all",
            "#!/bin/sh\n[ \"$1\" = list ] && echo '{\"https://index.docker.io/v1/\": \"robot\"}' || echo 'credentials not "
                + "found in native keychain' && [ \"$1\" = list ]\n"
        );
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(helper, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var run = await RunResult.OfAsync(
            _folder.Path,
            ["doctor", "--registry", server.Host],
            Environment(("PATH", $"{_folder["bin"]}:/usr/bin:/bin"))
        );
        Assert.Contains("✓ credentials: docker-credential-all has those for docker.io\n", run.Output);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task A_helper_that_hangs_is_given_up_and_blocks()
    {
        await using var server = new FaultServer(_ => Reply.Json("{}"));
        _folder.Write(".docker/config.json", """{"credsStore": "sleepy"}""");
        var helper = _folder.Write("bin/docker-credential-sleepy", "#!/bin/sh\nsleep 600\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(helper, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var run = await RunResult.OfAsync(
            _folder.Path,
            ["doctor", "--registry", server.Host, "--timeout", "1"],
            Environment(("PATH", $"{_folder["bin"]}:/usr/bin:/bin"))
        );
        Assert.Contains("✗ credentials: the credential helper docker-credential-sleepy did not answer within 1 s", run.Output);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
    }

    [Fact]
    public async Task A_registry_tells_the_time_too()
    {
        await using var server = new FaultServer(_ =>
            Reply.Json("{}") with
            {
                Headers = [("Date", DateTime.UtcNow.AddMinutes(-30).ToString("R"))],
            }
        );
        var run = await RunResult.OfAsync(_folder.Path, ["doctor", "--registry", server.Host], Environment());
        Assert.Contains("! clock: is 30 minutes ahead of the servers'", run.Output);
    }

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task What_an_interrupted_download_still_needs_is_counted_in_either_layout(BundleLayout layout)
    {
        await using var server = new FaultServer(_ => Reply.Json("{}"));
        var (there, missing) = (Digest.Of("there"u8.ToArray()), Digest.Of("missing"u8.ToArray()));
        LockedImage Image(string name, Digest content, long size) =>
            new()
            {
                Reference = name,
                File = layout == BundleLayout.Archives ? $"images/{name}.tgz" : null,
                Size = layout == BundleLayout.Archives ? size : null,
                SourceDigest = content,
                Digest = content,
                MediaType = "application/vnd.oci.image.manifest.v1+json",
                Platforms = ["linux/amd64"],
                Contents = [new LockedContent("application/octet-stream", content, size)],
            };
        _folder.Write(
            "bundle/bundle.json.partial",
            LockFile.Write(
                new BundleLock
                {
                    Format = 1,
                    Generator = "wsm",
                    Name = "shop",
                    Title = "Shop",
                    Layout = layout,
                    Platforms = ["linux/amd64"],
                    Components = [],
                    Charts = [],
                    Images = [Image("a", there, 60L << 40), Image("b", missing, 50L << 40)],
                }
            )
        );
        _folder.Write(layout == BundleLayout.Archives ? "bundle/images/a.tgz" : $"bundle/images/blobs/sha256/{there.Hex}", "whole");
        var run = await RunResult.OfAsync(_folder.Path, ["doctor", "--registry", server.Host], Environment());
        Assert.Contains("but 50.0 TiB still to come", run.Output);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
    }

    [Fact]
    public async Task A_proxy_is_shown_without_its_password_and_a_wrong_one_blocks()
    {
        await using var server = new FaultServer(_ => Reply.Json("{}"));
        var good = await RunResult.OfAsync(
            _folder.Path,
            ["doctor", "--registry", server.Host],
            Environment(("HTTPS_PROXY", $"http://me:{Secret}@proxy.example:3128"), ("no_proxy", "inside.example"))
        );
        Assert.Contains("✓ proxy: http://proxy.example:3128 (HTTPS_PROXY)\n✓ proxy: not for inside.example (NO_PROXY)\n", good.Output);
        Assert.DoesNotContain(Secret, good.Output);

        var wrong = await RunResult.OfAsync(
            _folder.Path,
            ["doctor", "--registry", server.Host],
            Environment(("HTTPS_PROXY", "ftp://proxy.example"))
        );
        Assert.Equal(ExitCode.Failed, wrong.ExitCode);
        Assert.Contains("✗ proxy: HTTPS_PROXY is not the address of a proxy", wrong.Output);
    }

    /// <summary>A chart repository with the chart that the catalog names, which runs one image of the other server.</summary>
    private static FaultServer ShowingShop(FaultServer images)
    {
        var chart = SampleCharts.Pack(
            ("shop/Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n"),
            (
                "shop/templates/pod.yaml",
                $"apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec: {{containers: [{{name: c, image: \"{images.Host}/a/b:1\"}}]}}\n"
            )
        );
        return new FaultServer(request =>
            request.Path.EndsWith("index.yaml", StringComparison.Ordinal)
                ? Reply.Text(
                    200,
                    "apiVersion: v1\nentries: {shop: [{name: shop, version: 1.0.0, urls: [shop-1.0.0.tgz]}]}\n",
                    ("Date", DateTime.UtcNow.ToString("R"))
                )
                : new Reply { Body = chart }
        );
    }

    private Task<RunResult> RunAsync(FaultServer server, params string[] more)
    {
        _folder.Write(
            "catalog.yaml",
            $$"""
            apiVersion: wsm/v1
            kind: Catalog
            metadata: {name: shop, title: Shop}
            components:
              - name: shop
                title: Shop
                chart: {repository: "{{server.Url}}/charts/", name: shop, version: "*"}
            """
        );
        return RunResult.OfAsync(_folder.Path, ["doctor", "--catalog", "catalog.yaml", .. more], Environment());
    }

    private Dictionary<string, string> Environment(params (string Name, string Value)[] more) =>
        more.Append(("HOME", _folder.Path)).ToDictionary(variable => variable.Item1, variable => variable.Item2);
}

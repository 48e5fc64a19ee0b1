using System.Text;
using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Peers;

namespace Wsm.Tests.Push;

/// <summary>Images for registries that refuse OCI's media types: <c>--convert docker-v2s2</c>.</summary>
public sealed class ConversionTests : IAsyncLifetime
{
    private const string ManifestList = "application/vnd.docker.distribution.manifest.list.v2+json";
    private const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    private static readonly string[] Convert = ["--convert", "docker-v2s2"];

    private readonly TemporaryFolder _folder = new();
    private RegistryProcess _registry = null!;
    private FaultProxy _old = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await RegistryProcess.StartAsync();
        _old = Refusing(415, """{"errors":[{"code":"MANIFEST_INVALID","message":"manifest invalid"}]}""");
    }

    public async ValueTask DisposeAsync()
    {
        await _old.DisposeAsync();
        await _registry.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Quay's, an ECR's and a Nexus' way of saying it, and one that only has a status.</summary>
    [Theory]
    [InlineData(
        415,
        """{"errors":[{"code":"MANIFEST_INVALID","detail":{"message":"manifest schema version not supported"},"message":"manifest invalid"}]}"""
    )]
    [InlineData(405, """{"errors":[{"code":"UNSUPPORTED","message":"Unsupported manifest media type application/vnd.oci"}]}""")]
    [InlineData(400, """{"errors":[{"code":"UNKNOWN","message":"Media type application/vnd.oci.image.manifest.v1+json not supported"}]}""")]
    [InlineData(415, "")]
    public async Task Where_a_registry_refuses_the_media_type_the_conversion_is_offered(int status, string body)
    {
        using var bundle = await OneAsync();
        await using var old = Refusing(status, body);

        var run = await RunResult.OfAsync("push", "-b", bundle.Folder, "--registry", old.Host);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("--convert docker-v2s2", run.Error);
    }

    [Fact]
    public async Task What_arrives_is_byte_for_byte_what_skopeo_makes_of_it_and_the_blobs_are_as_they_were()
    {
        var index = TestImages.IndexOf((TestImages.Busybox("here"), "linux/amd64"), (TestImages.Busybox("there", "arm64"), "linux/arm64"));
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["team/app:1"] = TestImages.Busybox("app"), ["team/many:1"] = index }
        );

        var run = await RunResult.WellAsync(["push", "-b", bundle.Folder, "--registry", _old.Host, .. Convert]);

        Assert.Contains("digests change", run.Error);
        foreach (var (name, image) in bundle.Images)
        {
            await TestImagesPush.PushAsync(_registry.Host, "published/" + name.Split(':')[0], "1", image);
            await Tool.RunAsync(
                "skopeo",
                [
                    "copy",
                    "--all",
                    "--format",
                    "v2s2",
                    "--src-tls-verify=false",
                    "--dest-tls-verify=false",
                    $"docker://{_registry.Host}/published/{name}",
                    $"docker://{_registry.Host}/judge/{name}",
                ]
            );
            Assert.Equal(await RawAsync("judge/" + name), await RawAsync(name));
            Assert.Contains($"converted: {ImageContent.DigestOf(await RawAsync(name))} instead of {image.Digest}", run.Output);
        }

        foreach (var digest in index.Blobs.Keys)
        {
            await Tool.RunAsync("curl", ["-sfI", $"http://{_registry.Host}/v2/team/many/blobs/{digest}"]);
        }
    }

    [Fact]
    public async Task Docker_and_podman_pull_it_and_docker_runs_it()
    {
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["team/many:1"] = TestImages.MultiPlatform("converted") }
        );
        var run = await RunResult.WellAsync(["push", "-b", bundle.Folder, "--registry", _old.Host, .. Convert]);
        await using var docker = await DockerEngine.StartAsync();

        await docker.RunAsync("pull", $"{_registry.Host}/team/many:1");
        await Tool.RunAsync(
            "podman",
            [
                "--root",
                _folder["podman"],
                "--runroot",
                _folder["podman-run"],
                "--storage-driver",
                "vfs",
                "pull",
                "--quiet",
                "--tls-verify=false",
                $"{_registry.Host}/team/many:1",
            ]
        );

        Assert.Equal("converted\n", await docker.RunAsync("run", "--rm", "--network", "none", $"{_registry.Host}/team/many:1"));
        Assert.Contains("without 1 attestation", run.Output);
        var list = JsonNode.Parse(await RawAsync("team/many:1"))!;
        Assert.Equal(ManifestList, list["mediaType"]!.GetValue<string>());
        Assert.Equal(
            ["amd64", "arm64"],
            list["manifests"]!.AsArray().Select(child => child!["platform"]!["architecture"]!.GetValue<string>())
        );
        Assert.Equal("v8", list["manifests"]![1]!["platform"]!["variant"]!.GetValue<string>());
        Assert.All(list["manifests"]!.AsArray(), child => Assert.Equal(DockerManifest, child!["mediaType"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_dry_run_tells_both_digests_and_a_second_push_finds_everything_there()
    {
        using var bundle = await OneAsync();
        string[] push = ["push", "-b", bundle.Folder, "--registry", _old.Host, .. Convert];
        var published = bundle.Images["team/app:1"].Digest;

        var planned = await RunResult.WellAsync([.. push, "--dry-run"]);
        var preflight = await RunResult.WellAsync([.. push, "--preflight"]);
        await RunResult.WellAsync(push);
        var again = await RunResult.WellAsync([.. push, "-o", "json"]);

        var pushed = ImageContent.DigestOf(await RawAsync("team/app:1"));
        Assert.Contains($"converted: {pushed} instead of {published}", planned.Output);
        Assert.Contains("may be pushed to", preflight.Output);
        var item = JsonNode.Parse(again.Output)!["images"]![0]!;
        Assert.Equal(("Present", pushed, published), (Text(item, "result"), Text(item, "digest"), Text(item, "sourceDigest")));
        var note = JsonNode.Parse(File.ReadAllText(Path.Combine(bundle.Folder, "relocation.json")))!;
        Assert.Equal("docker-v2s2", Text(note, "convert"));
        Assert.Equal((pushed, published), (Text(note["images"]![0]!, "digest"), Text(note["images"]![0]!, "sourceDigest")));
    }

    [Fact]
    public async Task Another_format_is_refused_with_the_word_that_is_taken()
    {
        var run = await RunResult.OfAsync("push", "--registry", "r.example.com", "--convert", "DockerV2S2");

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--convert takes docker-v2s2; 'DockerV2S2' is none of them.", run.Error);
    }

    [Fact]
    public async Task Check_expects_the_converted_digests_by_the_record_or_by_the_option()
    {
        using var bundle = await OneAsync();
        string[] check = ["check", "-b", bundle.Folder, "--registry", _old.Host];
        await RunResult.WellAsync(["push", "-b", bundle.Folder, "--registry", _old.Host, .. Convert]);

        var byRecord = await RunResult.WellAsync(check);
        File.Delete(Path.Combine(bundle.Folder, "relocation.json"));
        await RunResult.WellAsync([.. check, .. Convert]);
        var neither = await RunResult.OfAsync(check);

        Assert.Contains("As the last push converted them", byRecord.Error);
        Assert.Equal(ExitCode.Incomplete, neither.ExitCode);
        Assert.Contains($"instead of {bundle.Images["team/app:1"].Digest}", neither.Output);
    }

    /// <summary>A record that somebody has changed says whether, and never into what.</summary>
    [Fact]
    public async Task Check_does_not_take_a_digest_from_the_record()
    {
        using var bundle = await OneAsync();
        await RunResult.WellAsync(["push", "-b", bundle.Folder, "--registry", _old.Host, .. Convert]);
        var file = Path.Combine(bundle.Folder, "relocation.json");
        var right = ImageContent.DigestOf(await RawAsync("team/app:1"));
        var wrong = TestImages.Busybox("somebody else's");
        await TestImagesPush.PushAsync(_registry.Host, "team/app", "1", wrong);
        File.WriteAllText(file, File.ReadAllText(file).Replace(right, wrong.Digest, StringComparison.Ordinal));

        var run = await RunResult.OfAsync("check", "-b", bundle.Folder, "--registry", _old.Host);

        Assert.Equal(ExitCode.Incomplete, run.ExitCode);
        Assert.Contains($"the tag points to {wrong.Digest} instead of {right}", run.Output);
    }

    [Fact]
    public async Task Prune_knows_the_digest_that_was_pushed_and_keeps_what_a_kept_bundle_became()
    {
        using var older = await OneAsync("one", "team/app:1", "team/kept:1");
        using var newer = await OneAsync("two", "team/app:2");
        using var kept = await OneAsync("one", "else/kept:1");
        foreach (var bundle in new[] { older, newer })
        {
            await RunResult.WellAsync(["push", "-b", bundle.Folder, "--registry", _registry.Host, .. Convert]);
        }

        string[] prune = ["prune", "--registry", _registry.Host, "-b", newer.Folder, "--before", older.Folder];
        var listed = await RunResult.WellAsync(prune);
        var held = await RunResult.WellAsync([.. prune, "--keep", kept.Folder]);

        Assert.Contains($"- {_registry.Host}/team/app:1 ({ImageContent.DigestOf(await RawAsync("team/app:1"))})", listed.Output);
        Assert.Contains($"= {_registry.Host}/team/app:1 stays: a bundle that is kept holds the same content", held.Output);
    }

    [Fact]
    public async Task What_has_no_form_there_is_refused_by_name_and_the_others_arrive()
    {
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent>
            {
                ["team/app:1"] = TestImages.Busybox("app"),
                ["team/zstd:1"] = TestImages.Zstd(),
                ["team/note:1"] = TestImages.Artifact(),
                ["team/nested:1"] = TestImages.IndexOf((TestImages.IndexOf((TestImages.Busybox("deep"), "linux/amd64")), null)),
            }
        );
        string[] push = ["push", "-b", bundle.Folder, "--registry", _old.Host, .. Convert];

        var preflight = await RunResult.OfAsync([.. push, "--preflight"]);
        var planned = await RunResult.OfAsync([.. push, "--dry-run"]);
        var run = await RunResult.OfAsync(push);

        Assert.Equal((ExitCode.Incomplete, ExitCode.Failed, ExitCode.Failed), (preflight.ExitCode, planned.ExitCode, run.ExitCode));
        foreach (var output in new[] { preflight.Output, planned.Output, run.Output })
        {
            Assert.Contains("team/zstd:1 cannot be converted to Docker's schema 2: a layer of it is compressed with zstd", output);
            Assert.Contains("team/note:1 cannot be converted to Docker's schema 2: it is no image, but", output);
            Assert.Contains("team/nested:1 cannot be converted to Docker's schema 2: its index holds another index", output);
        }

        Assert.Contains($"✓ {bundle.Upstream}/team/app:1", run.Output);
        Assert.DoesNotContain(_old.Requests, request => request.Path.Contains("/team/note/manifests/") && request.Method == "PUT");
    }

    [Fact]
    public async Task A_mirror_converts_too_and_a_name_with_a_digest_gets_the_digest_that_is_inside()
    {
        await using var source = await RegistryProcess.StartAsync();
        var app = TestImages.Busybox("app");
        await TestImagesPush.PushAsync(source.Host, "team/app", "1", app);
        var catalog = _folder.Write("catalog.yaml", ImageCatalog.Of([$"{source.Host}/team/app:1", $"{source.Host}/team/app@{app.Digest}"]));

        var run = await RunResult.WellAsync([
            "mirror",
            "--to",
            _old.Host,
            "--catalog",
            catalog,
            "--relocation-file",
            _folder["moved.json"],
            .. Convert,
        ]);

        var pushed = ImageContent.DigestOf(await RawAsync("team/app:1"));
        Assert.Contains($"{_old.Host}/team/app@{pushed}", run.Output);
        var moved = JsonNode.Parse(File.ReadAllText(_folder["moved.json"]))!["images"]!.AsArray();
        Assert.All(moved, image => Assert.Equal((pushed, app.Digest), (Text(image!, "digest"), Text(image!, "sourceDigest"))));
    }

    private static Task<SampleBundle> OneAsync(string message = "app", params string[] names) =>
        SampleBundle.MakeAsync(
            (names.Length == 0 ? ["team/app:1"] : names).ToDictionary(
                name => name,
                name => TestImages.Busybox(name.Contains("kept", StringComparison.Ordinal) && names.Length > 1 ? "kept" : message)
            )
        );

    /// <summary>The real registry, behind what takes no manifest of OCI's types.</summary>
    private FaultProxy Refusing(int status, string body) =>
        new(_registry.Host, (request, forward) =>
            request is { Method: "PUT" } && request["Content-Type"]?.Contains("vnd.oci", StringComparison.Ordinal) == true
                ? Reply.Text(status, body)
                : forward(request)
        );

    private async Task<byte[]> RawAsync(string name)
    {
        var raw = await Tool.RunAsync("skopeo", ["inspect", "--raw", "--tls-verify=false", $"docker://{_registry.Host}/{name}"]);
        return Encoding.UTF8.GetBytes(raw.Output);
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}

using System.Text.Json.Nodes;
using Wsm.Commands.SelfImage;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Install;

namespace Wsm.Tests.Shards;

/// <summary>The installed program makes an image of itself.</summary>
public sealed class SelfImageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task It_is_the_same_twice_other_tools_read_it_and_it_goes_where_every_image_goes()
    {
        await using var registry = await RegistryProcess.StartAsync();

        var first = await SelfImageAsync("a");
        var second = await SelfImageAsync("b");
        await Tool.RunAsync(InstalledProgramTests.Program, ["import", _folder["a"], "-b", _folder["bundle"]], _folder.Path);
        await RunResult.WellAsync("push", "-b", _folder["bundle"], "--registry", registry.Host);
        var there = await Tool.RunAsync(
            "skopeo",
            ["inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{registry.Host}/wsm:{ProgramVersion.Number}"]
        );

        Assert.Equal(first.Output, second.Output);
        Assert.Equal(first.Output.Trim(), there.Output.Trim());
        Assert.Equal(Files("a"), Files("b"));
        var config = JsonNode.Parse(
            (await Tool.RunAsync("skopeo", ["inspect", "--config", $"oci:{_folder["a"]}:localhost/wsm:{ProgramVersion.Number}"])).Output
        )!;
        Assert.Equal("/usr/local/bin/wsm", (string?)config["config"]!["Entrypoint"]![0]);
        Assert.Equal("65532:65532", (string?)config["config"]!["User"]);
    }

    [Fact]
    public async Task With_nothing_beside_it_the_program_in_the_image_runs_and_trusts_whom_this_machine_trusts()
    {
        using var authority = new TestAuthority();
        using var other = new TestAuthority();
        await using var registry = await RegistryProcess.StartAsync(new RegistrySettings { Tls = authority });
        var trusted = _folder.Write("authorities.pem", authority.CertificatePem);
        var catalog = _folder.Write("root/catalog.yaml", ImageCatalog.Of([$"{registry.Host}/team/app:1.0"]));
        await SelfImageAsync("image", "--ca-bundle", trusted);
        await UnpackAsync("image", _folder["root"]);

        // Every container has it, and cryptography reads it.
        Directory.CreateDirectory(_folder["root", "dev"]);
        await Tool.RunAsync("mknod", ["-m", "666", _folder["root", "dev", "urandom"], "c", "1", "9"]);

        var version = await InRootAsync("version");
        string[] download = ["download", "--catalog", $"/{Path.GetFileName(catalog)}", "-b", "/tmp/bundle"];
        var list = await InRootAsync(download);
        File.WriteAllText(_folder["root", "etc", "ssl", "certs", "ca-certificates.crt"], other.CertificatePem);
        var stranger = await InRootAsync(download);

        Assert.Equal(0, version.ExitCode);
        Assert.Contains($"wsm {ProgramVersion.Number}", version.Output);
        // It came through TLS to the registry, which has no such image.
        Assert.Equal(ExitCode.Failed, list.ExitCode);
        Assert.Contains("team/app", list.Error);
        Assert.DoesNotContain("certificate", list.Error);
        Assert.Contains("certificate", stranger.Error);
    }

    [Fact]
    public async Task What_is_no_installed_program_or_no_certificate_is_refused()
    {
        var managed = await RunResult.OfAsync("self-image", "--out", _folder["x"]);
        var empty = await Tool.TryRunAsync(
            InstalledProgramTests.Program,
            ["self-image", "--out", _folder["x"], "--ca-bundle", _folder.Write("empty.pem", "nothing\n")]
        );
        var name = await Tool.TryRunAsync(InstalledProgramTests.Program, ["self-image", "--out", _folder["x"], "--name", "A//b"]);

        Assert.Equal(ExitCode.Usage, empty.ExitCode);
        Assert.Contains("There is no certificate in", empty.Error);
        Assert.Equal(ExitCode.Usage, name.ExitCode);
        Assert.Equal(ExitCode.Usage, managed.ExitCode);
        Assert.Contains("Only the installed program", managed.Error);
        Assert.False(Directory.Exists(_folder["x"]));
    }

    [Fact]
    public void Libraries_are_those_that_the_process_has_mapped() =>
        Assert.Equal(
            ["/lib/ld-musl-x86_64.so.1", "/usr/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib/x86_64-linux-gnu/libssl.so.3.0.15"],
            ProgramFiles.LibrariesIn([
                "7f1c000-7f1d000 r--p 00000000 fe:00 1 /usr/lib/x86_64-linux-gnu/libssl.so.3.0.15",
                "7f1c000-7f1d000 r-xp 00000000 fe:00 1 /usr/lib/x86_64-linux-gnu/libssl.so.3.0.15",
                "7f1c000-7f1d000 r-xp 00000000 fe:00 1 /usr/lib/x86_64-linux-gnu/libc.so.6",
                "7f1c000-7f1d000 r-xp 00000000 fe:00 1 /usr/lib/x86_64-linux-gnu/libold.so.1 (deleted)",
                "7f1c000-7f1d000 r-xp 00000000 fe:00 1 /lib/ld-musl-x86_64.so.1",
                "7f1c000-7f1d000 r-xp 00000000 fe:00 1 /usr/local/bin/wsm",
                "7f1c000-7f1d000 rw-p 00000000 00:00 0 [heap]",
            ])
        );

    public void Dispose() => _folder.Dispose();

    private Task<ToolResult> SelfImageAsync(string folder, params string[] options) =>
        Tool.RunAsync(InstalledProgramTests.Program, ["self-image", "--out", _folder[folder], .. options], _folder.Path);

    private IEnumerable<(string, string)> Files(string folder) =>
        Directory
            .EnumerateFiles(_folder[folder], "*", SearchOption.AllDirectories)
            .Select(file => (Path.GetRelativePath(_folder[folder], file), ImageContent.DigestOf(File.ReadAllBytes(file))))
            .Order();

    private Task<ToolResult> UnpackAsync(string layout, string root)
    {
        var manifest = Blob((string)Json("index.json")["manifests"]![0]!["digest"]!);
        var layer = (string)JsonNode.Parse(File.ReadAllText(manifest))!["layers"]![0]!["digest"]!;
        return Tool.RunAsync("tar", ["xzpf", Blob(layer), "-C", root]);

        JsonNode Json(string name) => JsonNode.Parse(File.ReadAllText(Path.Combine(_folder[layout], name)))!;
        string Blob(string digest) => Path.Combine(_folder[layout], "blobs", "sha256", digest.Split(':')[1]);
    }

    /// <summary>With the image's files as the whole world, and its environment.</summary>
    private Task<ToolResult> InRootAsync(params string[] arguments) =>
        Tool.TryRunAsync(
            "chroot",
            ["--userspec=65532:65532", _folder["root"], "/usr/local/bin/wsm", .. arguments],
            environment: new Dictionary<string, string> { ["HOME"] = "/tmp", ["SSL_CERT_FILE"] = "/etc/ssl/certs/ca-certificates.crt" }
        );
}

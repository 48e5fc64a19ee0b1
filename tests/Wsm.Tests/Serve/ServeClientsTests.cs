using System.Text.Json;
using Wsm.Bundles.Locks;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Tests.ChartStores;
using Wsm.Tests.Push;

namespace Wsm.Tests.Serve;

/// <summary>What a site's clients do with a served bundle, as docs/serve.md tells them to set themselves up.</summary>
public sealed class ServeClientsTests
{
    /// <summary>Not under 127.0.0.0/8, where Docker trusts everybody.</summary>
    private const string Name = "bundle.example.internal";

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task Skopeo_podman_and_helm_pull_over_plain_HTTP(BundleLayout layout)
    {
        using var folder = new TemporaryFolder();
        var (app, many) = (TestImages.Busybox("app"), TestImages.MultiPlatform());
        using var made = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["team/app:1.0"] = app, ["other/many:3.0"] = many },
            layout: layout
        );
        await using var serve = await RunningServe.StartAsync("--quiet", "--bundle", made.Folder);
        var helm = new Helm(folder);

        await Tool.RunAsync(
            "skopeo",
            [
                "copy",
                "--quiet",
                "--all",
                "--preserve-digests",
                "--src-tls-verify=false",
                $"docker://{serve.Host}/other/many:3.0",
                $"oci:{folder["copy"]}:v1",
            ]
        );
        await Tool.RunAsync(
            "podman",
            [
                "--root",
                folder["podman"],
                "--runroot",
                folder["podman-run"],
                "--storage-driver",
                "vfs",
                "pull",
                "--quiet",
                "--tls-verify=false",
                $"{serve.Host}/team/app:1.0",
            ]
        );
        var pulled = (
            await Tool.RunAsync(
                "podman",
                [
                    "--root",
                    folder["podman"],
                    "--runroot",
                    folder["podman-run"],
                    "--storage-driver",
                    "vfs",
                    "image",
                    "inspect",
                    "--format",
                    "{{.Digest}}",
                    $"{serve.Host}/team/app:1.0",
                ]
            )
        ).Output.Trim();
        await helm.RunAsync("repo", "add", "inside", serve.Address.ToString());
        await helm.RunAsync("pull", "inside/operator", "-d", folder.Path);
        await helm.RunAsync("pull", $"oci://{serve.Host}/charts/product", "--version", "0.18.0+build.7", "--plain-http", "-d", folder.Path);

        Assert.Contains(many.Digest, File.ReadAllText(folder["copy", "index.json"]));
        Assert.All(many.Blobs.Keys.Concat(many.Children.Keys), digest =>
            Assert.True(File.Exists(folder["copy", "blobs", "sha256", digest[7..]]))
        );
        Assert.Equal(app.Digest, pulled);
        Assert.Equal(made.Charts[0], File.ReadAllBytes(folder["operator-1.4.8.tgz"]));
        Assert.Equal(made.Charts[1], File.ReadAllBytes(folder["product-0.18.0+build.7.tgz"]));
    }

    [Fact]
    public async Task Docker_pulls_over_TLS_with_a_password_once_it_trusts_the_authority()
    {
        using var folder = new TemporaryFolder();
        using var made = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Busybox("app") }
        );
        await using var serve = await StartSecureAsync(folder, made, "[::1]:0");
        var host = $"{Name}:{serve.Address.Port}";
        folder.Write("hosts", $"::1 {Name}\n");
        Directory.CreateDirectory(folder["docker"]);
        await using var docker = await DockerEngine.StartWithAsync(folder["docker"], folder["hosts"]);

        var stranger = await docker.TryRunAsync("login", "--username", "anna", "--password", "secret", host);
        folder.Write($"docker/certs.d/{host}/ca.crt", File.ReadAllText(folder["ca.crt"]));
        var without = await docker.TryRunAsync("pull", "--quiet", $"{host}/team/app:1.0");
        await docker.RunAsync("login", "--username", "anna", "--password", "secret", host);
        await docker.RunAsync("pull", "--quiet", $"{host}/team/app:1.0");

        Assert.Contains("certificate", stranger.Error);
        Assert.NotEqual(0, without.ExitCode);
        Assert.Equal(
            "hello\n",
            await docker.RunAsync("run", "--rm", "--network", "none", $"{host}/team/app:1.0", "/bin/busybox", "echo", "hello")
        );
    }

    [Fact]
    public async Task Containerd_pulls_public_names_through_its_mirror_configuration()
    {
        using var folder = new TemporaryFolder();
        var app = TestImages.Busybox("app");
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = app });
        await using var serve = await StartSecureAsync(folder, made, "127.0.0.1:0");
        await using var containerd = await ContainerdProcess.StartAsync();
        folder.Write(
            $"certs.d/{made.Upstream}/hosts.toml",
            ServeGuideTests
                .Block("toml")
                .Replace("https://bundle.example.internal:5000", $"https://127.0.0.1:{serve.Address.Port}", StringComparison.Ordinal)
                .Replace("/etc/wsm/ca.crt", folder["ca.crt"], StringComparison.Ordinal)
                .Replace("https://registry-1.docker.io", $"http://{made.Upstream}", StringComparison.Ordinal)
        );

        // The registry that the name says is gone; only the mirror can have answered.
        await containerd.RunAsync(
            "images",
            "pull",
            "--user",
            "anna:secret",
            "--hosts-dir",
            folder["certs.d"],
            $"{made.Upstream}/team/app:1.0"
        );
        var listed = await containerd.RunAsync("images", "list");

        Assert.Contains($"{made.Upstream}/team/app:1.0", listed);
        Assert.Contains(app.Digest, listed);
        Assert.Contains($"?ns={Uri.EscapeDataString(made.Upstream)}", serve.Error);
    }

    [Fact]
    public async Task What_was_signed_is_served_with_its_signatures()
    {
        var app = TestImages.Busybox("app");
        var signature = TestImages.Artifact("signed by anna", app);
        using var made = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["team/app:1.0"] = app },
            referrers: [("team/app", signature)]
        );
        await using var serve = await RunningServe.StartAsync("--quiet", "--bundle", made.Folder);

        using var index = JsonDocument.Parse(
            (await serve.GetAsync($"/v2/team/app/referrers/{app.Digest}?artifactType=application/vnd.example.note")).Body
        );

        var entry = Assert.Single(index.RootElement.GetProperty("manifests").EnumerateArray());
        Assert.Equal(signature.Digest, entry.GetProperty("digest").GetString());
        Assert.Equal(signature.Root, (await serve.GetAsync($"/v2/team/app/manifests/{signature.Digest}")).Body);
        foreach (var (digest, bytes) in signature.Blobs)
        {
            Assert.Equal(bytes, (await serve.GetAsync($"/v2/team/app/blobs/{digest}")).Body);
        }
        // The same, as it is called with the registry's name in front.
        Assert.Equal(signature.Root, (await serve.GetAsync($"/v2/team/app/manifests/{signature.Digest}?ns={made.Upstream}")).Body);
    }

    [Fact]
    public async Task Images_and_charts_are_pushed_over_TLS_with_a_password_and_pulled_again()
    {
        using var folder = new TemporaryFolder();
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        await using var serve = await StartSecureAsync(folder, made, "127.0.0.1:0", "--allow-push", folder["pushed"]);
        folder.Write("certs/ca.crt", File.ReadAllText(folder["ca.crt"]));
        var helm = new Helm(folder);
        string[] own = ["--ca-file", folder["ca.crt"], "--username", "anna", "--password", "secret"];
        var first = folder.Write("first.tgz", SampleCharts.Bytes("first", "1.0.0"));
        var second = folder.Write("second.tgz", SampleCharts.Bytes("second", "2.0.0"));
        var third = folder.Write("third-3.0.0.tgz", SampleCharts.Bytes("third", "3.0.0"));
        string[] curl = ["--silent", "--show-error", "--fail", "--cacert", folder["ca.crt"], "--user", "anna:secret"];

        var stranger = await Tool.TryRunAsync(
            "curl",
            ["--silent", "--fail", "--cacert", folder["ca.crt"], "--data-binary", "@" + first, $"{serve.Address}api/charts"]
        );
        await Tool.RunAsync("curl", [.. curl, "--data-binary", "@" + first, $"{serve.Address}api/charts"]);
        await Tool.RunAsync("curl", [.. curl, "--form", "chart=@" + second, $"{serve.Address}api/charts"]);
        await helm.RunAsync(["push", third, $"oci://{serve.Host}/charts", .. own]);
        await helm.RunAsync(["repo", "add", "inside", serve.Address.ToString(), .. own]);
        await helm.RunAsync("pull", "inside/first", "--version", "1.0.0", "-d", folder["pulled"]);
        await helm.RunAsync("pull", "inside/second", "--version", "2.0.0", "-d", folder["pulled"]);
        await helm.RunAsync("pull", "inside/operator", "--version", "1.4.8", "-d", folder["pulled"]);
        await helm.RunAsync(["pull", $"oci://{serve.Host}/charts/third", "--version", "3.0.0", "-d", folder["pulled"], .. own]);
        await Tool.RunAsync(
            "skopeo",
            [
                "copy",
                "--quiet",
                "--src-cert-dir",
                folder["certs"],
                "--src-creds",
                "anna:secret",
                "--dest-cert-dir",
                folder["certs"],
                "--dest-creds",
                "anna:secret",
                $"docker://{serve.Host}/team/app:1.0",
                $"docker://{serve.Host}/copies/app:2.0",
            ]
        );
        var copied = (
            await Tool.RunAsync(
                "skopeo",
                ["inspect", "--raw", "--cert-dir", folder["certs"], "--creds", "anna:secret", $"docker://{serve.Host}/copies/app:2.0"]
            )
        ).Output;

        Assert.NotEqual(0, stranger.ExitCode);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(folder["pulled", "first-1.0.0.tgz"]));
        Assert.Equal(File.ReadAllBytes(second), File.ReadAllBytes(folder["pulled", "second-2.0.0.tgz"]));
        Assert.Equal(File.ReadAllBytes(third), File.ReadAllBytes(folder["pulled", "third-3.0.0.tgz"]));
        Assert.Equal(made.Charts[0], File.ReadAllBytes(folder["pulled", "operator-1.4.8.tgz"]));
        Assert.Equal(made.Images["team/app:1.0"].Digest, Digest.Of(System.Text.Encoding.UTF8.GetBytes(copied)).ToString());
    }

    /// <summary>
    /// Over TLS of an authority whose certificate is <c>ca.crt</c> in the folder, for user anna with the password "secret".
    /// </summary>
    private static async Task<RunningServe> StartSecureAsync(TemporaryFolder folder, SampleBundle made, string listen, params string[] more)
    {
        using var authority = new TestAuthority();
        folder.Write("ca.crt", authority.CertificatePem);
        var (certificate, key) = authority.IssueServer(folder.Path, "server", Name);
        await Tool.RunAsync("htpasswd", ["-B", "-b", "-c", folder["users"], "anna", "secret"]);
        Directory.CreateDirectory(folder["pulled"]);
        return await RunningServe.StartAsync([
            "--bundle",
            made.Folder,
            "--listen",
            listen,
            "--tls-cert",
            certificate,
            "--tls-key",
            key,
            "--htpasswd",
            folder["users"],
            .. more,
        ]);
    }

    /// <summary>helm with a home of its own.</summary>
    private sealed class Helm(TemporaryFolder folder)
    {
        public Task<ToolResult> RunAsync(params string[] arguments) =>
            Tool.RunAsync(
                Tool.Find("helm", "WSM_TEST_HELM"),
                arguments,
                environment: new Dictionary<string, string>
                {
                    ["HELM_CONFIG_HOME"] = folder["helm", "config"],
                    ["HELM_CACHE_HOME"] = folder["helm", "cache"],
                    ["HELM_DATA_HOME"] = folder["helm", "data"],
                }
            );
    }
}

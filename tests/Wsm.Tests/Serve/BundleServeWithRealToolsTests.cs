using Wsm.Bundles.Reading;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Serve;

/// <summary>A served bundle as the field's own tools see it: plain, and over TLS with passwords.</summary>
public sealed class BundleServeWithRealToolsTests
{
    [Fact]
    public async Task Docker_pulls_and_runs_an_image_straight_from_the_bundle()
    {
        using var made = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Busybox("app") }
        );
        await using var serve = await RunningServe.StartAsync("--bundle", made.Folder);
        await using var docker = await DockerEngine.StartAsync();

        await docker.RunAsync("pull", "--quiet", $"{serve.Host}/team/app:1.0");

        Assert.Equal(
            "hello\n",
            await docker.RunAsync("run", "--rm", "--network", "none", $"{serve.Host}/team/app:1.0", "/bin/busybox", "echo", "hello")
        );
    }

    [Fact]
    public async Task Skopeo_podman_and_helm_pull_over_TLS_with_a_password()
    {
        using var folder = new TemporaryFolder();
        using var made = await SampleBundle.MakeAsync();
        await Tool.RunAsync("htpasswd", ["-B", "-b", "-c", folder["users"], "anna", "secret"]);
        await using var serve = await RunningServe.StartAsync(
            "--bundle",
            made.Folder,
            "--htpasswd",
            folder["users"],
            "--tls-self-signed",
            folder["tls"]
        );
        folder.Write("certs/ca.crt", File.ReadAllText(folder["tls", "ca.crt"]));
        using var bundle = Bundle.Open(made.Folder);
        var app = bundle.Images.Single(image => image.Reference.Repository == "team/app");

        await Tool.RunAsync(
            "skopeo",
            [
                "copy",
                "--quiet",
                "--preserve-digests",
                "--src-cert-dir",
                folder["certs"],
                "--src-creds",
                "anna:secret",
                $"docker://{serve.Host}/team/app:1.0",
                $"oci:{folder["copy"]}:v1",
            ]
        );
        var refused = await Tool.TryRunAsync(
            "skopeo",
            ["inspect", "--cert-dir", folder["certs"], "--creds", "anna:wrong", $"docker://{serve.Host}/team/app:1.0"]
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
                "--cert-dir",
                folder["certs"],
                "--creds",
                "anna:secret",
                $"{serve.Host}/team/tool:2.0",
            ]
        );
        var helm = Tool.Find("helm", "WSM_TEST_HELM");
        var home = new Dictionary<string, string>
        {
            ["HELM_CONFIG_HOME"] = folder["c"],
            ["HELM_CACHE_HOME"] = folder["k"],
            ["HELM_DATA_HOME"] = folder["d"],
        };
        await Tool.RunAsync(
            helm,
            [
                "repo",
                "add",
                "inside",
                serve.Address.ToString(),
                "--ca-file",
                folder["tls", "ca.crt"],
                "--username",
                "anna",
                "--password",
                "secret",
            ],
            environment: home
        );
        await Tool.RunAsync(helm, ["pull", "inside/operator", "-d", folder.Path], environment: home);
        await Tool.RunAsync(
            helm,
            [
                "pull",
                $"oci://{serve.Host}/charts/product",
                "--version",
                "0.18.0+build.7",
                "--ca-file",
                folder["tls", "ca.crt"],
                "--username",
                "anna",
                "--password",
                "secret",
                "-d",
                folder.Path,
            ],
            environment: home
        );

        Assert.Contains(app.Root.ToString(), File.ReadAllText(folder["copy", "index.json"]));
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Equal(made.Charts[0], File.ReadAllBytes(folder["operator-1.4.8.tgz"]));
        Assert.Equal(made.Charts[1], File.ReadAllBytes(folder["product-0.18.0+build.7.tgz"]));
    }

    [Fact]
    public async Task Chromium_shows_the_page_and_runs_its_script()
    {
        using var folder = new TemporaryFolder();
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        await using var serve = await RunningServe.StartAsync("--bundle", made.Folder);
        string[] flags =
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--user-data-dir=" + folder["profile"],
        ];

        var page = (await Tool.RunAsync("chromium", [.. flags, "--dump-dom", serve.Address.ToString()])).Output;

        Assert.Contains($"<h3>{made.Upstream}/team/app:1.0</h3>", page.Replace("<wbr>", ""));
        // The script has shown what is of no use without it.
        Assert.Matches("<button[^>]*data-copy=\"copy-1\"[^>]*>Copy</button>", page);
        Assert.DoesNotMatch("<button[^>]* hidden", page);
        Assert.Contains("GET /page.css 200", serve.Error);
    }
}

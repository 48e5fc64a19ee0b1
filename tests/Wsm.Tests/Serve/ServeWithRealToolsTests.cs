using Wsm.Peers;
using Wsm.Tests.ChartStores;

namespace Wsm.Tests.Serve;

/// <summary>The in-process registry and chart repository as the field's own tools see them.</summary>
public sealed class ServeWithRealToolsTests
{
    [Fact]
    public async Task Skopeo_pushes_an_image_and_another_reads_the_same_digest()
    {
        using var folder = new TemporaryFolder();
        await using var registry = await RunningRegistry.StartAsync();
        await BuildImageAsync(folder);

        await Tool.RunAsync(
            "skopeo",
            ["copy", "--quiet", "--dest-tls-verify=false", $"oci:{folder["image"]}:v1", $"docker://{registry.Host}/team/app:v1"]
        );
        var digest = (
            await Tool.RunAsync(
                "skopeo",
                ["inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{registry.Host}/team/app:v1"]
            )
        ).Output.Trim();
        await Tool.RunAsync(
            "skopeo",
            ["copy", "--quiet", "--src-tls-verify=false", $"docker://{registry.Host}/team/app:v1", $"oci:{folder["copy"]}:v1"]
        );

        Assert.Contains(digest, File.ReadAllText(folder["copy", "index.json"]));
        Assert.Contains(digest, File.ReadAllText(folder["image", "index.json"]));
        Assert.Equal(
            "[\"v1\"]",
            (await Tool.RunAsync("skopeo", ["list-tags", "--tls-verify=false", $"docker://{registry.Host}/team/app"]))
                .Output.ReplaceLineEndings("")
                .Replace(" ", "")
                .Split("Tags\":")[1]
                .TrimEnd('}')
        );
    }

    [Fact]
    public async Task Docker_pushes_pulls_and_runs()
    {
        using var folder = new TemporaryFolder();
        await using var registry = await RunningRegistry.StartAsync();
        await using var docker = await DockerEngine.StartAsync();
        await BuildImageAsync(folder);
        var name = $"{registry.Host}/team/app:v1";
        await Tool.RunAsync("skopeo", ["copy", "--quiet", "--dest-tls-verify=false", $"oci:{folder["image"]}:v1", $"docker://{name}"]);

        await docker.RunAsync("pull", "--quiet", name);
        var said = await docker.RunAsync("run", "--rm", "--network", "none", name, "/bin/busybox", "echo", "hello from inside");
        await docker.RunAsync("tag", name, $"{registry.Host}/team/second:v2");
        await docker.RunAsync("push", $"{registry.Host}/team/second:v2");
        await docker.RunAsync("rmi", "--force", name, $"{registry.Host}/team/second:v2");
        await docker.RunAsync("pull", "--quiet", $"{registry.Host}/team/second:v2");

        Assert.Equal("hello from inside\n", said);
    }

    [Fact]
    public async Task Helm_pushes_and_pulls_an_artifact_and_uses_the_repository()
    {
        using var folder = new TemporaryFolder();
        await using var registry = await RunningRegistry.StartAsync();
        var chart = SampleCharts.Archive();
        var file = folder.Write(chart.FileName, chart.Bytes.ToArray());
        var helm = Tool.Find("helm", "WSM_TEST_HELM");
        var home = new Dictionary<string, string>
        {
            ["HELM_CONFIG_HOME"] = folder["c"],
            ["HELM_CACHE_HOME"] = folder["k"],
            ["HELM_DATA_HOME"] = folder["d"],
        };

        await Tool.RunAsync(helm, ["push", "--plain-http", file, $"oci://{registry.Host}/charts"], environment: home);
        await Tool.RunAsync(
            helm,
            ["pull", "--plain-http", $"oci://{registry.Host}/charts/sample", "--version", "1.2.3", "-d", folder.Path + "/oci"],
            folder: MadeFolder(folder, "oci"),
            environment: home
        );
        using var form = new MultipartFormDataContent { { new ByteArrayContent(chart.Bytes.ToArray()), "chart", chart.FileName } };
        var saved = await registry.Http.PostAsync("/api/charts", form);
        await Tool.RunAsync(helm, ["repo", "add", "inside", registry.Address.ToString()], environment: home);
        var found = (await Tool.RunAsync(helm, ["search", "repo", "inside/sample", "-o", "json"], environment: home)).Output;
        await Tool.RunAsync(
            helm,
            ["pull", "inside/sample", "-d", folder.Path + "/repo"],
            folder: MadeFolder(folder, "repo"),
            environment: home
        );
        var again = await registry.Http.PostAsync("/api/charts", new ByteArrayContent(chart.Bytes.ToArray()));

        Assert.Equal(201, (int)saved.StatusCode);
        Assert.Equal(409, (int)again.StatusCode);
        Assert.Contains("\"version\":\"1.2.3\"", found);
        Assert.Equal(chart.Bytes.ToArray(), File.ReadAllBytes(folder["oci", chart.FileName]));
        Assert.Equal(chart.Bytes.ToArray(), File.ReadAllBytes(folder["repo", chart.FileName]));
    }

    private static string MadeFolder(TemporaryFolder folder, string name) => Directory.CreateDirectory(folder[name]).FullName;

    /// <summary>An OCI layout <c>image:v1</c> with busybox in it.</summary>
    private static async Task BuildImageAsync(TemporaryFolder folder)
    {
        var layout = folder["image"];
        await Tool.RunAsync("umoci", ["init", "--layout", layout]);
        await Tool.RunAsync("umoci", ["new", "--image", layout + ":v1"]);
        Directory.CreateDirectory(folder["root", "bin"]);
        File.Copy(Tool.Find("busybox"), folder["root", "bin", "busybox"]);
        await Tool.RunAsync("umoci", ["insert", "--image", layout + ":v1", folder["root"], "/"]);
        await Tool.RunAsync("umoci", ["config", "--image", layout + ":v1", "--os", "linux", "--architecture", "amd64"]);
    }
}

using Wsm.Peers;

namespace Wsm.Tests.Sources;

/// <summary>Charts in folders whose sub-charts are declared and not there, with helm as the judge.</summary>
public sealed class DependencyTests : IDisposable
{
    private const string Pod =
        "apiVersion: v1\nkind: Pod\nmetadata: {name: NAME}\nspec: {containers: [{name: c, image: \"quay.io/acme/NAME:1\"}]}\n";

    private readonly SourceFolder _folder = new();

    public DependencyTests()
    {
        Chart("base", "1.2.0", "");
        Chart("deep", "0.1.0", "- {name: base, version: ^1.0.0, repository: 'file://../base'}");
        Chart(
            "app",
            "1.0.0",
            "- {name: deep, version: 0.1.0, repository: 'file://../deep'}\n- {name: base, alias: twin, version: '>=1', "
                + "repository: 'file://../base'}"
        );
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Charts_beside_it_are_taken_as_helm_takes_them_and_the_folder_stays_as_it_is()
    {
        var images = await _folder.ImagesAsync("--chart", "app");
        Assert.False(Directory.Exists(_folder["app", "charts"]));

        var helm = Tool.Find("helm", "WSM_TEST_HELM");
        await Tool.RunAsync(helm, ["dependency", "update", _folder["deep"]]);
        var rendered = await Tool.RunAsync(helm, ["template", _folder["app"], "--dependency-update"]);

        Assert.Equal(
            rendered
                .Output.Split('\n')
                .Where(line => line.Contains("image:"))
                .Select(line => line.Split('"')[1])
                .Distinct()
                .Order(StringComparer.Ordinal),
            images
        );
        Assert.Equal(["quay.io/acme/app:1", "quay.io/acme/base:1", "quay.io/acme/deep:1"], images);
    }

    [Fact]
    public async Task A_repository_gives_the_version_of_the_lock_and_not_the_newest()
    {
        await using var server = await RepositoryAsync("1.2.0", "1.3.0");
        Chart("shop", "1.0.0", $"- {{name: base, version: ^1.0.0, repository: '{server.Url}'}}");
        var newest = await _folder.ListAsync("--chart", "shop", "--set", "x=1");
        _folder.Write(
            "shop/Chart.lock",
            $"dependencies:\n- {{name: base, repository: '{server.Url}', version: 1.2.0}}\ndigest: sha256:0\ngenerated: "
                + "'2024-01-01T00:00:00Z'\n"
        );

        var locked = await _folder.ListAsync("--chart", "shop");

        Assert.Equal((0, 0), (newest.ExitCode, locked.ExitCode));
        Assert.Contains(server.Requests, request => request.Path == "/base-1.3.0.tgz");
        Assert.Contains(server.Requests, request => request.Path == "/base-1.2.0.tgz");
    }

    [Fact]
    public async Task A_lock_that_is_out_of_step_is_refused_as_helm_refuses_it()
    {
        _folder.Write("app/Chart.lock", "dependencies:\n- {name: base, repository: 'file://../base', version: 0.9.0}\ndigest: sha256:0\n");

        var run = await _folder.ListAsync("--chart", "app");

        Assert.NotEqual(0, (await Tool.TryRunAsync(Tool.Find("helm", "WSM_TEST_HELM"), ["dependency", "build", _folder["app"]])).ExitCode);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("out of step", run.Error);
    }

    [Theory]
    [InlineData("- {name: base, version: ^2.0.0, repository: 'file://../base'}", "has version 1.2.0")]
    [InlineData("- {name: other, version: 1.2.0, repository: 'file://../base'}", "is called 'base'")]
    [InlineData("- {name: base, version: 1.2.0, repository: '@corp'}", "a name that only one machine's helm knows")]
    [InlineData("- {name: round, version: 1.0.0, repository: 'file://.'}", "depend on one another")]
    public async Task What_cannot_be_fetched_is_said(string dependency, string expected)
    {
        Chart("round", "1.0.0", dependency);

        var run = await _folder.ListAsync("--chart", "round");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public async Task Charts_values_and_manifests_may_stand_at_addresses()
    {
        await using var server = await RepositoryAsync("1.2.0");
        var values = server.Url + "/values.yaml";

        Assert.Equal(["quay.io/acme/base:1"], await _folder.ImagesAsync("--chart", server.Url + "/base-1.2.0.tgz"));
        Assert.Equal(["quay.io/acme/base:1"], await _folder.ImagesAsync("--chart", "base", "-f", values));
        Assert.Equal(["quay.io/acme/remote:1"], await _folder.ImagesAsync("--manifests", server.Url + "/remote.yaml"));
        var gone = await _folder.ListAsync("--manifests", server.Url + "/gone.yaml");
        Assert.Equal(1, gone.ExitCode);
        Assert.Contains("gone.yaml could not be fetched", gone.Error);
        Assert.Contains(server.Requests, request => request.Path == "/values.yaml");
    }

    private async Task<FaultServer> RepositoryAsync(params string[] versions)
    {
        var archives = new Dictionary<string, byte[]>();
        foreach (var version in versions)
        {
            Chart("base", version, "");
            await Tool.RunAsync(Tool.Find("helm", "WSM_TEST_HELM"), ["package", _folder["base"], "-d", _folder.Path]);
            archives[$"/base-{version}.tgz"] = await File.ReadAllBytesAsync(_folder[$"base-{version}.tgz"]);
        }

        var index =
            "apiVersion: v1\nentries:\n  base:\n"
            + string.Concat(versions.Select(version => $"  - {{name: base, version: {version}, urls: [base-{version}.tgz]}}\n"));
        return new FaultServer(request =>
            request.Path switch
            {
                "/index.yaml" => Reply.Text(200, index),
                "/values.yaml" => Reply.Text(200, "a: b\n"),
                "/remote.yaml" => Reply.Text(200, Pod.Replace("NAME", "remote", StringComparison.Ordinal)),
                var path when archives.TryGetValue(path, out var archive) => new Reply { Body = archive },
                _ => Reply.Text(404, "no"),
            }
        );
    }

    private void Chart(string name, string version, string dependencies)
    {
        _folder.Write(
            $"{name}/Chart.yaml",
            $"apiVersion: v2\nname: {name}\nversion: {version}\n{(dependencies.Length > 0 ? $"dependencies:\n{dependencies}\n" : "")}"
        );
        _folder.Write($"{name}/templates/pod.yaml", Pod.Replace("NAME", name, StringComparison.Ordinal));
    }
}

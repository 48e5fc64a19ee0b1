using System.Text.RegularExpressions;

namespace Wsm.Tests.Values;

public sealed class EveryIdiomTests : IDisposable
{
    private readonly ValuesFolder _folder = new() { Chart = ValuesFolder.Idioms };

    [Theory]
    [InlineData("strip")]
    [InlineData("keep")]
    [InlineData("flat")]
    public async Task Helm_renders_no_public_reference_with_the_values_however_the_chart_names_its_images(string style)
    {
        var run = await _folder.RunAsync("--path-style", style);

        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        var rendered = await _folder.RenderAsync("idioms");
        var images = ValuesFolder.ContainerImages(rendered);
        Assert.True(images.Count >= 18, string.Join('\n', images));
        Assert.All(images, image => Assert.StartsWith(ValuesFolder.Registry + "/", image));
        Assert.DoesNotMatch(new Regex(@"(?<!r\.example:5000/)\b(quay\.io|docker\.io|ghcr\.io)/"), style == "keep" ? "" : rendered);
        Assert.Contains($"--worker-image={ValuesFolder.Registry}/", rendered);
        Assert.Contains($"registry: {ValuesFolder.Registry}", rendered);
    }

    [Fact]
    public async Task Only_what_has_to_be_set_is_set()
    {
        await _folder.RunAsync();

        var values = _folder.Read("values-idioms.yaml");
        Assert.Contains("parts:\n  # was docker.io\n  registry: r.example:5000\n", values);
        Assert.Contains("absent:\n  repository: r.example:5000/twelve/absent\n", values);
        Assert.Contains("strict:\n  # the chart refuses the images' new home without it\n  allowForeign: true\n", values);
        Assert.DoesNotContain("tag:", values);
        Assert.DoesNotContain("repositoryPrefix", values);
    }

    [Fact]
    public async Task A_list_is_written_whole_because_helm_replaces_lists()
    {
        await _folder.RunAsync();

        Assert.Contains(
            "sidecars:\n- args:\n  - --level\n  - info\n  image: r.example:5000/five/logs:5\n  name: logs\n- image: "
                + "r.example:5000/five/metrics:5.1\n",
            _folder.Read("values-idioms.yaml")
        );
    }

    public void Dispose() => _folder.Dispose();
}

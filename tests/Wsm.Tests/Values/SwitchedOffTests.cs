using Wsm.Hosting;
using Wsm.Peers;

namespace Wsm.Tests.Values;

/// <summary>Sub-charts that are switched off: whoever carries their images wants values that name them inside.</summary>
public sealed class SwitchedOffTests : IDisposable
{
    private const string ByValues = "{{ .Values.image.repository }}:{{ .Values.image.tag }}";

    private readonly ValuesFolder _folder = new();

    public SwitchedOffTests()
    {
        _folder.WriteChart(Pod("top"), "image: {repository: a/top, tag: '1'}\nsub: {install: false}\nfixed: {install: false}\n");
        _folder.Write(
            "chart/Chart.yaml",
            "apiVersion: v2\nname: sample\nversion: 1.0.0\ndependencies:\n- {name: sub, version: 1.0.0, condition: sub.install}\n"
                + "- {name: fixed, version: 1.0.0, condition: fixed.install}\n"
        );
        _folder.Write("chart/charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 1.0.0\n");
        _folder.Write("chart/charts/sub/values.yaml", "image: {repository: quay.io/a/sub, tag: '2'}\n");
        _folder.Write("chart/charts/sub/templates/pod.yaml", Pod("sub"));
        _folder.Write("chart/charts/fixed/Chart.yaml", "apiVersion: v2\nname: fixed\nversion: 1.0.0\n");
        _folder.Write(
            "chart/charts/fixed/templates/pod.yaml",
            Pod("fixed").Replace(ByValues, "quay.io/a/fixed:3", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Their_images_are_relocated_where_all_components_were_asked_for()
    {
        var run = await _folder.RunAsync("--all-components");

        Assert.True(run.ExitCode == ExitCode.Done, run.Error + run.Output);
        Assert.Contains("for when their sub-charts are switched on", run.Output);
        Assert.Matches(@"○ r\.example:5000/a/sub:2 +\(was quay\.io/a/sub:2\)", run.Output);
        Assert.Matches(@"Not brought inside[^\n]*\n +✗ quay\.io/a/fixed:3", run.Output);
        Assert.Contains("\"switchedOff\": true", _folder.Read("proof.json"));
        Assert.Equal(["r.example:5000/a/top:1"], ValuesFolder.ContainerImages(await _folder.RenderAsync("sample")));
        Assert.Equal(["r.example:5000/a/sub:2", "r.example:5000/a/top:1"], (await RenderOnAsync()).Order());
    }

    [Fact]
    public async Task Otherwise_they_are_nobody_s_business()
    {
        var run = await _folder.RunAsync();

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.DoesNotContain("switched on", run.Output);
        Assert.DoesNotContain("sub:", _folder.Read("values-sample.yaml"));
    }

    public void Dispose() => _folder.Dispose();

    private async Task<IReadOnlyList<string>> RenderOnAsync()
    {
        var shown = await Tool.RunAsync(
            Tool.Find("helm", "WSM_TEST_HELM"),
            ["template", "rel", _folder.Chart, "-f", _folder["out/values-sample.yaml"], "--set", "sub.install=true"]
        );
        return ValuesFolder.ContainerImages(shown.Output);
    }

    private static string Pod(string name) =>
        $"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec:\n  containers:\n  - name: c\n    image: {ByValues}\n";
}

using System.Text.RegularExpressions;
using Wsm.Peers;

namespace Wsm.Tests.Install;

/// <summary>The program as install.sh makes it, which is compiled otherwise than what the other tests run in.</summary>
public sealed class InstalledProgramTests : IDisposable
{
    private static readonly string Golden = Path.Combine(Checkout.Folder, "tests", "Wsm.Helm.Tests", "Golden", "charts");

    private readonly TemporaryFolder _folder = new();

    public static string Program => Tool.Find("wsm", "WSM_TEST_PROGRAM");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_does_the_whole_job_of_the_demo()
    {
        var run = await Tool.TryRunAsync(Program, ["demo"], _folder.Path);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(9, Regex.Count(run.Output, "^» ", RegexOptions.Multiline));
        Assert.DoesNotContain("✗", run.Output);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("shop", "-f", "over.yaml")]
    [InlineData("shop", "-f", "over.yaml", "-f", "over-again.yaml")]
    [InlineData("orphan")]
    public async Task It_renders_as_helm_does(params string[] arguments)
    {
        var helm = await Tool.TryRunAsync(Tool.Find("helm", "WSM_TEST_HELM"), ["template", "rel", .. arguments], Golden);
        var wsm = await Tool.TryRunAsync(Program, ["template", "rel", .. arguments], Golden);
        Assert.Equal((helm.ExitCode, helm.Output), (wsm.ExitCode, wsm.Output));
    }

    [Theory]
    [InlineData("{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}", "exceeded maximum template depth")]
    [InlineData("{{ define \"a\" }}{{ include \"a\" . }}{{ end }}{{ include \"a\" . }}", "nested reference name: a")]
    [InlineData("{{ $t := \"{{ tpl .t . }}\" }}{{ tpl $t (dict \"t\" $t) }}", "tpl is nested more than")]
    [InlineData("{{ range until 1000000 }}{{ range until 1000000 }}x{{ end }}{{ end }}", "rendering takes more than")]
    [InlineData("{{ $m := dict }}{{ $_ := set $m \"m\" $m }}{{ $m }}", "cannot print a value that contains itself")]
    public async Task Templates_without_end_end_in_an_error(string template, string problem)
    {
        _folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: endless\nversion: 1.0.0\n");
        _folder.Write("chart/templates/a.yaml", template);
        var run = await Tool.TryRunAsync(Program, ["list", "--chart", "chart"], _folder.Path);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}

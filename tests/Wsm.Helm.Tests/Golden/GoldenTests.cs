using System.Diagnostics;
using System.Text.RegularExpressions;
using Wsm.Helm.Rendering;

namespace Wsm.Helm.Tests.Golden;

/// <summary>
/// Charts of our own that use everything, against what real helm made of them (output/, by golden.sh), and against the helm of this
/// machine.
/// </summary>
public sealed partial class GoldenTests
{
    public static TheoryData<string> Cases => [.. GoldenCase.All.Select(static one => one.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_chart_renders_as_helm_rendered_it(string name)
    {
        var golden = File.ReadAllText(Path.Combine(GoldenCase.Folder, "output", name + ".golden"));
        Assert.Equal(Comparable(golden), Comparable(GoldenCase.Named(name).Run()));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_chart_renders_as_helm_renders_it_here(string name)
    {
        var helm = Environment.GetEnvironmentVariable("WSM_TEST_HELM")
            ?? Path.GetFullPath(Path.Combine(GoldenCase.Folder, "../../.tools/helm"));
        Assert.True(File.Exists(helm), $"There is no helm at {helm}: run tests/run.sh, which installs it, or set WSM_TEST_HELM.");
        var one = GoldenCase.Named(name);
        var start = new ProcessStartInfo(helm, ["template", .. one.Arguments])
        {
            WorkingDirectory = GoldenCase.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["KUBECONFIG"] = "/dev/null";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Comparable(process.ExitCode == 0 ? output : Logs().Replace(await error, "")), Comparable(one.Run()));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Provenance_changes_no_byte(string name)
    {
        var one = GoldenCase.Named(name);
        Assert.Equal(one.Run(), one.Run(new RenderRequest { TraceProvenance = true }));
    }

    private static string Comparable(string text) =>
        text.StartsWith("Error: ", StringComparison.Ordinal)
            ? text.Replace("\n\nUse --debug flag to render out invalid YAML", "").Trim()
            : text;

    [GeneratedRegex(@"^(level=|\d{4}/).*\n", RegexOptions.Multiline)]
    private static partial Regex Logs();
}

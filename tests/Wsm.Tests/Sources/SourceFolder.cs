using System.Text.RegularExpressions;
using Wsm.Peers;

namespace Wsm.Tests.Sources;

/// <summary>A folder with sources, and what wsm and the real kubectl make of them.</summary>
internal sealed partial class SourceFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public string this[params string[] parts] => _folder[parts];

    public string Path => _folder.Path;

    public string Write(string name, string text) => _folder.Write(name, text);

    public Task<RunResult> ListAsync(params string[] arguments) => RunAsync(["list", "-q", .. arguments]);

    public Task<RunResult> RunAsync(params string[] arguments) =>
        RunResult.OfAsync(_folder.Path, arguments, TestContext.Current.CancellationToken);

    /// <summary>The images that are listed, in the order of their names.</summary>
    public async Task<IReadOnlyList<string>> ImagesAsync(params string[] arguments)
    {
        var run = await ListAsync([.. arguments, "-o", "csv"]);
        Assert.True(run.ExitCode is 0 or 3, run.Error);
        return
        [
            .. run
                .Output.Split('\n')
                .Skip(1)
                .Where(line => line.Length > 0)
                .Select(line => line.Split(',')[1])
                .Order(StringComparer.Ordinal)
                .Distinct(),
        ];
    }

    /// <summary>The images of containers in what <c>kubectl kustomize</c> builds.</summary>
    public async Task<IReadOnlyList<string>> KubectlImagesAsync(string folder)
    {
        var built = await KubectlAsync(folder);
        Assert.True(built.ExitCode == 0, built.Error);
        return [.. Image().Matches(built.Output).Select(found => found.Groups[1].Value).Order(StringComparer.Ordinal).Distinct()];
    }

    public Task<ToolResult> KubectlAsync(string folder) =>
        Tool.TryRunAsync(Tool.Find("kubectl", "WSM_TEST_KUBECTL"), ["kustomize", _folder[folder]]);

    public void Dispose() => _folder.Dispose();

    [GeneratedRegex("""(?:image|reference): *"?([^\s"},]+)""")]
    private static partial Regex Image();
}

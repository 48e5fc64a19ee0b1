using System.Text.RegularExpressions;
using Wsm.Peers;

namespace Wsm.Tests.Values;

/// <summary>A chart in a folder, what <c>wsm values</c> writes for it, and what the real helm makes of that.</summary>
internal sealed class ValuesFolder : IDisposable
{
    public const string Registry = "r.example:5000";

    private readonly TemporaryFolder _folder = new();

    public string Chart { get; set; } = "";

    /// <summary>Where the images are to be.</summary>
    public string Inside { get; init; } = Registry;

    public string this[string name] => _folder[name];

    public static string Idioms { get; } = Path.Combine(Checkout.Folder, "tests", "Wsm.Tests", "Values", "Charts", "idioms");

    public string Write(string name, string text) => _folder.Write(name, text);

    /// <summary>Makes a chart of one template.</summary>
    public void WriteChart(string template, string values)
    {
        Write("chart/Chart.yaml", "apiVersion: v2\nname: sample\nversion: 1.0.0\nappVersion: \"3.1\"\n");
        Write("chart/values.yaml", values);
        Write("chart/templates/all.yaml", template);
        Chart = _folder["chart"];
    }

    /// <summary>Nobody is asked whether the images are there: there is no registry.</summary>
    public Task<RunResult> RunAsync(params string[] more) => AskAsync(["--no-registry-check", .. more]);

    public Task<RunResult> AskAsync(params string[] more) =>
        RunResult.OfAsync(_folder.Path, Command(more), TestContext.Current.CancellationToken);

    /// <summary>The same, by somebody whose home this folder is.</summary>
    public Task<RunResult> RunAtHomeAsync(params string[] more) =>
        RunResult.OfAsync(
            _folder.Path,
            Command(["--no-registry-check", .. more]),
            new Dictionary<string, string> { ["HOME"] = _folder.Path },
            TestContext.Current.CancellationToken
        );

    public string Read(string name) => File.ReadAllText(_folder["out", name]);

    /// <summary>Every text that stands where an image stands, as helm renders the chart with the emitted file.</summary>
    public async Task<string> RenderAsync(string chart)
    {
        var shown = await Tool.RunAsync(
            Tool.Find("helm", "WSM_TEST_HELM"),
            ["template", "rel", Chart, "-f", _folder["out", $"values-{chart}.yaml"]]
        );
        return shown.Output;
    }

    public static IReadOnlyList<string> ContainerImages(string rendered) =>
        [.. Regex.Matches(rendered, """image: *"?([^\s"},]+)""").Select(found => found.Groups[1].Value)];

    private string[] Command(string[] more) => ["values", "--chart", Chart, "--registry", Inside, "--out", _folder["out"], .. more];

    public void Dispose() => _folder.Dispose();
}

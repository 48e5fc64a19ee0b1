using System.Text.RegularExpressions;
using Wsm.Peers;

namespace Wsm.Tests.WeightsAndBiases;

/// <summary>Charts with the habits of those that W&amp;B sites run; the readme beside them says which file shows which.</summary>
public sealed class ChartHabitsTests
{
    private static string Folder => Path.Combine(Checkout.Folder, "tests", "Wsm.Tests", "WeightsAndBiases", "Charts");

    public static TheoryData<string> Charts =>
        [.. Directory.EnumerateDirectories(Folder).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Charts))]
    public async Task They_render_as_helm_renders_them(string chart)
    {
        string[] arguments = ["template", "wandb", Path.Combine(Folder, chart), "--set", "license=sample"];

        var helm = await Tool.RunAsync(Tool.Find("helm", "WSM_TEST_HELM"), arguments);
        var run = await RunResult.OfAsync("/", arguments);

        Assert.Equal(WithoutRandomText(helm.Output), WithoutRandomText(run.Output));
    }

    /// <summary>Passwords that the charts make up are other ones each time.</summary>
    private static string WithoutRandomText(string rendered) => Regex.Replace(rendered, "[A-Za-z0-9+/=]{12,}", "RANDOM");
}

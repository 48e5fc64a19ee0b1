using System.Text.Json.Nodes;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Hosting;
using Wsm.Oci.References;

namespace Wsm.Tests.Finding;

/// <summary>
/// Small charts in the idioms of many operators; each says in expected.yaml which images it can start, and where they stand.
/// </summary>
public sealed class LabelledChartsTests
{
    private static string Folder => Path.Combine(Checkout.Folder, "tests", "Wsm.Tests", "Finding", "Labelled");

    public static TheoryData<string> Charts =>
        [.. Directory.EnumerateDirectories(Folder).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Charts))]
    public async Task Every_container_that_a_person_labelled_is_listed(string chart)
    {
        var run = await RunResult.OfAsync(Path.Combine(Folder, chart), ["list", "--chart", ".", "-o", "json"]);

        Assert.True(run.ExitCode is ExitCode.Done or ExitCode.Incomplete, run.Error);
        Assert.Equal([], Labelled(chart).Except(Listed(JsonNode.Parse(run.Output)!)));
    }

    private static IEnumerable<string> Labelled(string chart)
    {
        var expected = YamlReader.Read(File.ReadAllText(Path.Combine(Folder, chart, "expected.yaml")));
        return ((ListValue)((MapValue)expected.Data!)["images"].Data!)
            .Items.Select(item => (MapValue)item.Data!)
            .Where(image => image["degree"].Data is "container")
            .Select(image => ImageReference.Parse((string)image["reference"].Data!).Canonical);
    }

    private static IEnumerable<string> Listed(JsonNode list) =>
        list["components"]!
            .AsArray()
            .SelectMany(component => component!["images"]!.AsArray())
            .Select(image => (string)image!["canonical"]!);
}

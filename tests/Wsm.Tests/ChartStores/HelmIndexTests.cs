using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Wsm.Peers;
using Wsm.Site.ChartStores;
using YamlDotNet.RepresentationModel;

namespace Wsm.Tests.ChartStores;

/// <summary>Our index beside the one that the real <c>helm repo index</c> writes of the same folder.</summary>
public sealed partial class HelmIndexTests
{
    private const string Rich = """
        appVersion: 1.10
        description: 'A chart: with "quotes", # and yes'
        keywords: [a, "true", 1.0]
        home: https://example.com/
        sources: [https://example.com/src]
        maintainers: [{name: Jane, email: jane@example.com}]
        icon: https://example.com/icon.svg
        kubeVersion: ">= 1.28.0-0"
        type: application
        deprecated: true
        annotations: {"example.com/x": "1", b: "line one\nline two"}
        dependencies: [{name: other, version: "~1.2", repository: "https://example.com/charts", condition: other.enabled, tags: [t], alias: o}]

        """;

    [Fact]
    public async Task The_index_of_a_folder_is_what_helm_makes_of_it()
    {
        using var folder = new TemporaryFolder();
        using var charts = new ChartStoreFolder(folder["ours"], TimeProvider.System);
        foreach (
            var (name, version, more) in new (string, string, string)[]
            {
                ("plain", "1.2.3", ""),
                ("rich", "0.10.0", Rich),
                ("rich", "0.9.0+build.1", ""),
                ("rich", "0.10.0-rc.1", ""),
            }
        )
        {
            var chart = SampleCharts.Archive(name, version, more);
            await charts.AddAsync(chart, false, default);
            folder.Write(Path.Combine("helms", chart.FileName), chart.Bytes.ToArray());
        }

        await Tool.RunAsync(Tool.Find("helm", "WSM_TEST_HELM"), ["repo", "index", folder["helms"]]);

        var (ours, helms) = (File.ReadAllText(folder["ours", "index.yaml"]), File.ReadAllText(folder["helms", "index.yaml"]));
        Assert.Equal(Read(helms).ToJsonString(), Read(ours).ToJsonString());
        Assert.All(Created().Matches(ours), time => Assert.Matches("^\"?[0-9-]{10}T[0-9:]{8}(\\.[0-9]*[1-9])?Z\"?$", time.Groups[1].Value));
        Assert.Equal(Created().Count(helms), Created().Count(ours));
    }

    /// <summary>The document without the times, which differ by nature.</summary>
    private static JsonNode Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return Json(stream.Documents[0].RootNode)!;
    }

    private static JsonNode? Json(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Where(pair => pair.Key.ToString() is not ("created" or "generated"))
                    .OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal)
                    .Select(pair => KeyValuePair.Create(pair.Key.ToString(), Json(pair.Value)))
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
            _ => JsonValue.Create(node.ToString()),
        };

    [GeneratedRegex("(?m)^ *-? ?(?:created|generated): (.*)$")]
    private static partial Regex Created();
}

using System.Formats.Tar;
using System.Text;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Tests.Charts;
using Wsm.Peers;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>Chart.yaml of every kind, packed and given to the real helm, which writes an index of what it takes.</summary>
public sealed class MetadataOracleTests
{
    // Helm makes the text NaN of .nan; here that is no number anywhere.
    private static readonly string[] Texts =
    [
        "1.10",
        "1e3",
        "010",
        "0x1f",
        "0o17",
        "yes",
        "No",
        "true",
        "~",
        "null",
        "\"\"",
        "''",
        "1_000",
        "12:30",
        "2024-05-16",
        "2024.01.05",
        "-0",
        ".5",
        "1.",
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775809",
        "+1",
        "text",
        "\"a\\nb\"",
        "'it''s <b> & \"q\"'",
        "|\n  line one\n  line two\n",
        "|-\n  a\n\n  b",
        ">\n  folded\n  text\n\n  more\n",
        ">-\n  a\n  b",
        "|+\n  a\n\n",
        "\"tab\\there\\r\\n\"",
        "\"nbsp\\u00a0 \\u2028 \\u0007bell\"",
        "\"\\U0001F600 é\"",
        "\"zero\\u200bwidth\"",
        "a\n  b\n  c",
        "!!str 5",
        "!!binary aGk=",
        "!!float 3",
        "[a]",
        "{a: b}",
        "&x v",
        "\" \"",
        "\"\\ue000private\"",
        "\"\\ufeffmark\"",
    ];

    private static readonly string[] Lists =
    [
        "[a, b]",
        "[1, 1.50, yes, ~]",
        "[]",
        "text",
        "~",
        "{a: b}",
        "[[a]]",
        "[{a: b}]",
        "\n- x\n- \"y\\nz\"\n",
    ];

    private static readonly string[] Maps =
    [
        "{b: \"2\", a: 1, c: yes, d: ~}",
        "{}",
        "~",
        "[a]",
        "{a: {b: c}}",
        "{1: one, true: t, \"<&>\": \"<&>\"}",
        "{a: 1, a: 2}",
    ];

    private static readonly string[] Maintainers =
    [
        "[{name: Jane, email: j@x.org}]",
        "[{name: 5, url: \"http://x\"}, {email: e}]",
        "[~]",
        "[{}]",
        "[]",
        "x",
        "[x]",
        "[{name: [a]}]",
        "[{Name: Upper}]",
    ];

    private static readonly string[] Dependencies =
    [
        "[{name: d, version: \">=1 <2\", repository: \"https://x/y?a=1&b=2\"}]",
        "[{name: d, version: 1.10, enabled: true, tags: [t, 1], alias: o-1}]",
        "[{name: d, alias: \"a.b\"}]",
        "[{name: d}, {name: d}]",
        "[{name: d}, {name: e, alias: d}]",
        "[{name: d, condition: \"a.b,c\", import-values: [data, {child: a, parent: b, deep: [1, 1.5, ~]}]}]",
        "[~]",
        "[]",
        "[{name: d, enabled: yes}]",
        "[{name: d, enabled: x}]",
        "x",
        "[{repository: \"a\\nb\"}]",
    ];

    [Fact]
    public async Task What_a_chart_says_of_itself_is_what_helm_reads_and_what_helm_refuses_is_refused()
    {
        var random = new Random(31);
        var charts = Enumerable.Range(0, 600).Select(i => Write(random, i)).ToArray();
        using var folder = new TemporaryFolder();
        for (var i = 0; i < charts.Length; i++)
        {
            folder.Write($"{i:d5}.tgz", Pack(charts[i]));
        }

        await Tool.RunAsync(HelmOracle.Program, ["repo", "index", folder.Path]);
        var index = YamlReader.Read(File.ReadAllText(folder["index.yaml"]));
        var taken = ((MapValue)((MapValue)index.Data!)["entries"].Data!)
            .Entries.SelectMany(pair => ((ListValue)pair.Value.Data!).Items)
            .Select(entry => (MapValue)entry.Data!)
            .ToDictionary(entry => int.Parse(((string)((ListValue)entry["urls"].Data!)[0].Data!)[..5]));
        Assert.InRange(taken.Count, 150, 450);
        var differences = charts
            .Select(
                (chart, i) =>
                    (
                        Chart: chart,
                        Theirs: taken.TryGetValue(i, out var entry) ? Shown(entry) : "refused",
                        Ours: Ours(folder[$"{i:d5}.tgz"])
                    )
            )
            .Where(pair => pair.Theirs != pair.Ours);
        Assert.Empty(differences);
    }

    private static string Ours(string archive)
    {
        try
        {
            var metadata = MetadataReader.Read(PackedChart.Read(File.ReadAllBytes(archive)).Files);
            return (string)JsonWriter.Write(JsonReader.Read(MetadataJson.Write(metadata))).Data!;
        }
        catch (ChartException)
        {
            return "refused";
        }
    }

    private static string Shown(MapValue entry)
    {
        foreach (var added in (string[])["created", "digest", "urls"])
        {
            entry.Remove(added);
        }

        return (string)JsonWriter.Write(Value.Of(entry)).Data!;
    }

    /// <summary>A Chart.yaml with few odd fields at once, so that each has its say.</summary>
    private static string Write(Random random, int number)
    {
        var fields = new List<string>
        {
            OneIn(30) ? $"apiVersion: {Pick("v1", "~")}" : "apiVersion: v2",
            OneIn(30) ? $"name: {Pick(Texts)}"
            : OneIn(20) ? $"name: {Pick("a b", "a+b", "A", "é", "a/b", "..", "a\\b")}"
            : $"name: c{number}",
            OneIn(10) ? $"version: {Pick(Texts)}" : "version: 1.2.3",
        };
        for (var more = random.Next(1, 4); more > 0; more--)
        {
            fields.Add(
                random.Next(8) switch
                {
                    0 => $"{Pick("sources", "keywords")}: {Pick(Lists)}",
                    1 => $"annotations: {Pick(Maps)}",
                    2 => $"maintainers: {Pick(Maintainers)}",
                    3 => $"dependencies: {Pick(Dependencies)}",
                    4 => $"deprecated: {Pick("true", "yes", "on", "1", "\"true\"", "~", "no")}",
                    5 => $"type: {Pick("application", "library", "Library", "~", "x")}",
                    _ =>
                        $"{Pick("home", "icon", "condition", "tags", "appVersion", "kubeVersion", "description", "Description", "APPVERSION", "unknown")}: "
                            + $"{Pick(Texts)}",
                }
            );
        }

        return string.Join('\n', fields.OrderBy(_ => random.Next())) + "\n";

        bool OneIn(int count) => random.Next(count) == 0;
        string Pick(params ReadOnlySpan<string> choices) => choices[random.Next(choices.Length)];
    }

    private static byte[] Pack(string chartYaml)
    {
        using var archive = TestCharts.Archive(
            new UstarTarEntry(TarEntryType.RegularFile, "c/Chart.yaml") { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(chartYaml)) }
        );
        return archive.ToArray();
    }
}

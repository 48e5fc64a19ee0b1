using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Values;
using Wsm.Helm.Values.Merging;
using Wsm.Peers;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>Random charts with sub-charts and random values on top of them, merged by the real helm and by us.</summary>
public sealed class ValuesOracleTests
{
    private const string ShowValues = "values: {{ .Values | toJson | b64enc }}\n";

    [Fact]
    public async Task Values_come_out_as_helm_merges_them()
    {
        var random = new Random(11);
        for (var i = 0; i < 40; i++)
        {
            using var folder = new TemporaryFolder();
            var chart = RandomChart.New(random, "top", 2);
            chart.Write(folder.Path, ShowValues);
            var user = (string)YamlWriter.Write(Value.Of(RandomChart.Map(random, 3))).Data!;
            HelmOracle.Write(folder.Path, "user.yaml", user);
            var theirs = await AskAsync(["template", folder.Path, "-f", folder["user.yaml"]]);
            Assert.Equal(
                user + theirs,
                user
                    + Ours(() =>
                        new ValuesMerger(i % 2 == 0).Coalesce(
                            chart,
                            new UserValues { Files = [new ValuesFile("user.yaml", user)] }.Build(i % 2 == 0)
                        )
                    )
            );
        }
    }

    private static async Task<string> AskAsync(string[] arguments)
    {
        var answer = await Tool.TryRunAsync(HelmOracle.Program, arguments);
        if (answer.ExitCode != 0)
        {
            return answer.Error.Split('\n').First(line => line.StartsWith("Error: ", StringComparison.Ordinal));
        }

        var line = answer.Output.Split('\n').First(line => line.StartsWith("values: ", StringComparison.Ordinal));
        return Encoding.UTF8.GetString(Convert.FromBase64String(line["values: ".Length..]));
    }

    private static string Ours(Func<MapValue> merge)
    {
        try
        {
            return (string)JsonWriter.Write(Value.Of(merge())).Data!;
        }
        catch (ValuesException refused)
        {
            return "Error: " + refused.Message;
        }
    }

    private sealed record RandomChart(string Name, MapValue? Defaults, IReadOnlyList<IChartValues> SubCharts) : IChartValues
    {
        private static readonly string[] Keys = ["global", "s1", "s2", "a", "b", "c", "k"];

        public static RandomChart New(Random random, string name, int depth)
        {
            var values = Map(random, 3);
            string[] names = depth == 0 ? [] : ["s1", "s2"];
            return new RandomChart(name, values, [.. names.Where(_ => random.Next(3) > 0).Select(sub => New(random, sub, depth - 1))]);
        }

        public static MapValue Map(Random random, int depth)
        {
            var map = new MapValue();
            for (var i = random.Next(5); i > 0; i--)
            {
                var key = Keys[random.Next(Keys.Length)];
                // A sub-chart's values are mostly maps: anything else is an error and shows little.
                map[key] = random.Next(7) switch
                {
                    0 => Value.Nil,
                    1 => Value.Of("t" + random.Next(9)),
                    2 when key[0] != 's' => Value.Of((double)random.Next(9)),
                    3 when key[0] != 's' => new Value(new ListValue([Value.Of((double)random.Next(3))])),
                    _ => depth > 0 ? new Value(Map(random, depth - 1)) : Value.Of("leaf" + random.Next(9)),
                };
            }

            return map;
        }

        public void Write(string folder, string? template)
        {
            HelmOracle.Write(folder, "Chart.yaml", $"apiVersion: v2\nname: {Name}\nversion: 1.0.0\n");
            HelmOracle.Write(folder, "values.yaml", (string)YamlWriter.Write(Value.Of(Defaults!)).Data!);
            if (template is not null)
            {
                HelmOracle.Write(folder, "templates/a.yaml", template);
            }

            foreach (var sub in SubCharts.Cast<RandomChart>())
            {
                sub.Write(Path.Combine(folder, "charts", sub.Name), null);
            }
        }
    }
}

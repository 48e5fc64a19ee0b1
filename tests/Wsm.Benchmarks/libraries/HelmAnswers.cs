using System.Text;
using System.Text.RegularExpressions;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Peers;

namespace Wsm.Benchmarks.Libraries;

/// <summary>What the real helm prints.</summary>
internal static partial class HelmAnswers
{
    /// <summary>What it prints for <c>{{ EXPRESSION }}</c>, <c>$c</c> being each of the cases in turn.</summary>
    public static string[] To(string expression, IReadOnlyList<Value> cases)
    {
        using var chart = new TemporaryFolder();
        Write(chart, "Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n");
        Write(chart, "cases.json", (string)JsonWriter.Write(new Value(new ListValue([.. cases]))).Data!);
        Write(
            chart,
            "templates/t.yaml",
            $$$"""
            {{- range $i, $c := fromJsonArray (.Files.Get "cases.json") }}
            c{{ $i }}: {{ {{{expression}}} | b64enc | quote }}
            {{- end }}
            """
        );
        var printed = Template(chart) is { ExitCode: 0 } run ? run.Output : throw new InvalidOperationException("helm refuses the cases");
        return
        [
            .. Answer()
                .Matches(printed)
                .OrderBy(match => int.Parse(match.Groups[1].Value))
                .Select(match => GoText.FromBytes(Convert.FromBase64String(match.Groups[2].Value))),
        ];
    }

    public static void Write(TemporaryFolder chart, string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(chart[name])!);
        File.WriteAllText(chart[name], text, new UTF8Encoding(false));
    }

    public static ToolResult Template(TemporaryFolder chart) =>
        Tool.TryRunAsync(Tool.Find("helm", "WSM_TEST_HELM"), ["template", chart.Path]).GetAwaiter().GetResult();

    [GeneratedRegex("^c([0-9]+): \"(.*)\"$", RegexOptions.Multiline)]
    private static partial Regex Answer();
}

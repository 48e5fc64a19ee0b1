using System.Text;
using System.Text.RegularExpressions;
using Wsm.Helm.Templates.Values;
using Wsm.Helm.Values.Json;
using Wsm.Peers;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>Asks the real helm: many values through one template in one run.</summary>
internal static partial class HelmOracle
{
    public static string Program => Tool.Find("helm", "WSM_TEST_HELM");

    /// <summary>What helm prints for <c>{{ EXPRESSION }}</c>, where <c>$c</c> is each of the cases in turn.</summary>
    public static async Task<string[]> AskAsync(string expression, IReadOnlyList<Value> cases)
    {
        using var chart = new TemporaryFolder();
        Write(chart.Path, "Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n");
        Write(chart.Path, "cases.json", (string)JsonWriter.Write(new Value(new ListValue([.. cases]))).Data!);
        Write(
            chart.Path,
            "templates/a.yaml",
            $$$"""
            {{- range $i, $c := fromJsonArray (.Files.Get "cases.json") }}
            c{{ $i }}: {{ {{{expression}}} | b64enc | quote }}
            {{- end }}
            """
        );
        var answer = await Tool.RunAsync(Program, ["template", chart.Path]);
        var found = new string[cases.Count];
        foreach (Match line in Answer().Matches(answer.Output))
            found[int.Parse(line.Groups[1].Value)] = GoText.FromBytes(Convert.FromBase64String(line.Groups[2].Value));
        Assert.All(found, Assert.NotNull);
        return found;
    }

    public static void Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, new UTF8Encoding(false));
    }

    [GeneratedRegex("^c([0-9]+): \"(.*)\"$", RegexOptions.Multiline)]
    private static partial Regex Answer();
}

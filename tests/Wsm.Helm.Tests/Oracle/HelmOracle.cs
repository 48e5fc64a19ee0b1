using System.Text;
using System.Text.RegularExpressions;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Peers;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>Asks the real helm: many values through one template in one run.</summary>
internal static partial class HelmOracle
{
    /// <summary>What stands before a result that was made an error.</summary>
    private const string Result = "error parsing regexp: missing closing ): `(";

    public static string Program => Tool.Find("helm", "WSM_TEST_HELM");

    /// <summary>What helm prints for <c>{{ EXPRESSION }}</c>, where <c>$c</c> is each of the cases in turn.</summary>
    /// <param name="files">Further files of the chart.</param>
    public static async Task<string[]> AskAsync(string expression, IReadOnlyList<Value> cases, params IEnumerable<string> files)
    {
        using var chart = new TemporaryFolder();
        foreach (var file in files)
        {
            Write(chart.Path, file, "x");
        }

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
        {
            found[int.Parse(line.Groups[1].Value)] = GoText.FromBytes(Convert.FromBase64String(line.Groups[2].Value));
        }

        Assert.All(found, Assert.NotNull);
        return found;
    }

    /// <summary>
    /// What helm gives for <c>{{ EXPRESSION }}</c> of each case, <c>.c</c>, or the first line of what it says against it: a chart a case,
    /// all linted in one run.
    /// </summary>
    public static async Task<string[]> AskEachAsync(string expression, IEnumerable<Value> cases)
    {
        using var charts = new TemporaryFolder();
        var names = new List<string>();
        foreach (var data in cases)
        {
            var name = $"c{names.Count:d5}";
            names.Add(name);
            Write(charts.Path, $"{name}/Chart.yaml", $"apiVersion: v2\nname: {name}\nversion: 1.0.0\n");
            Write(charts.Path, $"{name}/case.json", (string)JsonWriter.Write(new Value(new MapValue { ["c"] = data })).Data!);
            // A run that succeeds shows nothing in a lint, so that the result is made an error too.
            Write(
                charts.Path,
                $"{name}/templates/a.yaml",
                $$$"""{{ with .Files.Get "case.json" | fromJson }}{{ mustRegexMatch (printf "(%x" ({{{expression}}})) "" }}{{ end }}"""
            );
        }

        var answer = await Tool.TryRunAsync(Program, ["lint", .. names], charts.Path);
        var told = answer.Output.Split("==> Linting ").Skip(1).ToDictionary(part => FirstLine(part), Verdict);
        return [.. names.Select(name => told[name])];
    }

    /// <summary>What helm prints for each call, or says against it: a chart a call, all linted in one run.</summary>
    public static async Task<string[]> RunEachAsync(IReadOnlyList<string> calls)
    {
        using var charts = new TemporaryFolder();
        var names = new List<string>();
        foreach (var call in calls)
        {
            var name = $"c{names.Count:d5}";
            names.Add(name);
            Write(charts.Path, $"{name}/Chart.yaml", $"apiVersion: v2\nname: {name}\nversion: 1.0.0\n");
            Write(charts.Path, $"{name}/values.yaml", "a: x\n");
            Write(charts.Path, $"{name}/templates/a.yaml", Shown(call));
        }

        var answer = await Tool.TryRunAsync(Program, ["lint", .. names], charts.Path);
        var told = answer.Output.Split("==> Linting ").Skip(1).ToDictionary(FirstLine, Error);
        Assert.True(told.Count == names.Count, $"helm ended early: {answer.ExitCode} {answer.Error}");
        return [.. names.Select(name => Told(told[name].Replace(name + "/", "c/")))];
    }

    /// <summary>A template that makes an error of what a call gives, since a lint shows nothing else.</summary>
    public static string Shown(string call) => $$$"""{{ $r := {{{call}}} }}{{ mustRegexMatch (printf "(%x" (print $r)) "" }}""";

    /// <summary>The result in an error that is one, or the error in one line.</summary>
    public static string Told(string error)
    {
        var result = error.IndexOf(Result, StringComparison.Ordinal);
        return result < 0
            ? string.Join(' ', error.Split('\n').Select(line => line.Trim())).TrimEnd()
            : "= " + GoText.FromBytes(Convert.FromHexString(error[(result + Result.Length)..].TrimEnd('`', '\n')));
    }

    /// <summary>What helm says against values by a schema, line by line; empty when all fits.</summary>
    public static async Task<string[][]> CheckAsync(IEnumerable<(string Schema, string Values)> cases)
    {
        using var charts = new TemporaryFolder();
        var names = new List<string>();
        foreach (var (schema, values) in cases)
        {
            var name = $"c{names.Count:d5}";
            names.Add(name);
            Write(charts.Path, $"{name}/Chart.yaml", $"apiVersion: v2\nname: {name}\nversion: 1.0.0\n");
            Write(charts.Path, $"{name}/values.yaml", values);
            Write(charts.Path, $"{name}/values.schema.json", schema);
        }

        const string before = "[ERROR] values.yaml: ";
        var answer = await Tool.TryRunAsync(Program, ["lint", .. names], charts.Path);
        var told = answer
            .Output.Split("==> Linting ")
            .Skip(1)
            .ToDictionary(FirstLine, part =>
                part.Split(before) is [_, var problems] ? problems.Split("\n[")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries) : []
            );
        return [.. names.Select(name => told[name])];
    }

    public static string FirstLine(string text) => text.Split('\n')[0];

    public static void Write(string folder, string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, new UTF8Encoding(false));
    }

    private static string Error(string linted)
    {
        const string before = "[ERROR] templates/: ";
        Assert.Contains(before, linted, StringComparison.Ordinal);
        return linted.Split(before)[1].Split("\n[")[0].TrimEnd('\n');
    }

    private static string Verdict(string linted)
    {
        var error = FirstLine(Error(linted));
        var result = error.IndexOf(Result, StringComparison.Ordinal);
        return result < 0
            ? CallError().Replace(error, "")
            : FirstLine(GoText.FromBytes(Convert.FromHexString(error[(result + Result.Length)..].TrimEnd('`'))));
    }

    /// <summary>Where the error is: what counts is what the function said.</summary>
    [GeneratedRegex("^.*: error calling [a-zA-Z0-9]+: ")]
    private static partial Regex CallError();

    [GeneratedRegex("^c([0-9]+): \"(.*)\"$", RegexOptions.Multiline)]
    private static partial Regex Answer();
}

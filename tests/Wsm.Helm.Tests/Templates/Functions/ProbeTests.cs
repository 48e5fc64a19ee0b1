using System.Text.Json;
using Wsm.Helm.Templates.Evaluation;
using Wsm.Helm.Templates.Functions;
using Wsm.Helm.Templates.Values;
using Wsm.Helm.Values.Yaml;

namespace Wsm.Helm.Tests.Templates.Functions;

/// <summary>One-template cases, and what helm 4.1.4 printed for each or how it refused (probes.json; made by asking it).</summary>
public sealed class ProbeTests
{
    private const string Values = """
        str: s
        num: 3
        f: 1.5
        big: 100000000
        zero: 0
        emptystr: ""
        nul: null
        boolt: true
        boolf: false
        list: [a, b, c, d]
        emptylist: []
        map: {k1: v1, k2: 2, a10: 1, a9: 2}
        emptymap: {}
        nested: {a: {b: c, l: [1, {x: y}]}, z: 1}
        mixed: [1, a, null, true, 1.5, {k: v}, [1, 2]]
        floatlist: [1, 2.5, 1000000, 10000000, 1e-7]
        tplval: "{{ .Values.str }}!"
        sub: {x: fromparent, global: {g: 1}, "true": own}
        global: {g: 1}
        """;

    private static readonly Lazy<IReadOnlyList<Probe>> All = new(Load);

    public static TheoryData<string> Sections => [.. All.Value.Select(probe => probe.Section).Distinct()];

    [Theory]
    [MemberData(nameof(Sections))]
    public void Templates_print_what_helm_prints(string section)
    {
        var differences = new List<string>();
        foreach (var probe in All.Value.Where(probe => probe.Section == section && probe.Deterministic && !NeedsChart(probe.Template)))
        {
            var (output, error) = Render(probe.Template);
            if (probe.Output is not null ? output != probe.Output : error is null || !probe.Error!.Contains(LastPart(error), StringComparison.Ordinal))
                differences.Add($"{probe.Template}\n  helm: {probe.Output ?? probe.Error}\n  ours: {output ?? error}");
        }

        Assert.True(differences.Count == 0, $"{differences.Count} differ:\n{string.Join('\n', differences)}");
    }

    /// <summary>Objects of the chart are tested where charts are rendered; an unterminated string ends where the wrapping says.</summary>
    private static bool NeedsChart(string template) =>
        new[] { ".Chart", ".Release", ".Capabilities", ".Files", ".Subcharts", ".Template", ".Values.AsMap", ".Values.YAML", ".Values.Table", ".Values.PathValue", "kindOf . ", "typeOf . ", "sub.t", "unterminated", "Toml" }.Any(template.Contains);

    /// <summary>What went wrong, without the places: they depend on how the probe was wrapped.</summary>
    private static string LastPart(string error)
    {
        foreach (var mark in (ReadOnlySpan<string>)["error calling required: ", "error calling fail: ", "error calling ", ">: "])
        {
            var at = error.LastIndexOf(mark, StringComparison.Ordinal);
            if (at >= 0)
                return error[(at + (mark == "error calling " ? 0 : mark.Length))..].Replace("error calling include: template: ", "").Trim();
        }

        // Of a parse error what follows the file and line.
        return error[(error.IndexOf(": ", error.IndexOf(':') + 2, StringComparison.Ordinal) + 2)..];
    }

    private static (string? Output, string? Error) Render(string template)
    {
        try
        {
            var set = new TemplateSet(FunctionTable.Helm);
            if (template.Contains("define") || template.Contains("block"))
                set.Parse("probe/templates/_body.tpl", template);
            else
                set.Parse("probe/templates/p.yaml", "{{ define \"probe/templates/_body.tpl\" }}" + template + "{{ end }}");
            var root = new MapValue { TypeName = GoTypeNames.ChartValues };
            root["Values"] = Value.Of(YamlReader.ReadMap(Values).WithTypeName(GoTypeNames.ChartValues));
            return ((string)set.Execute("probe/templates/_body.tpl", Value.Of(root), new RenderSession()).Data!, null);
        }
        catch (TemplateException failure)
        {
            return (null, failure.Message);
        }
    }

    private static List<Probe> Load()
    {
        using var stream = typeof(ProbeTests).Assembly.GetManifestResourceStream("probes.json")!;
        using var document = JsonDocument.Parse(stream);
        var probes = new List<Probe>();
        foreach (var item in document.RootElement.EnumerateArray())
        {
            probes.Add(new Probe(
                item.GetProperty("section").GetString()!,
                item.GetProperty("template").GetString()!,
                item.TryGetProperty("output", out var output) ? output.GetString() : null,
                item.TryGetProperty("error", out var error) ? error.GetString() : null,
                item.TryGetProperty("deterministic", out var fixedOutput) ? fixedOutput.GetBoolean() : true));
        }

        return probes;
    }

    private sealed record Probe(string Section, string Template, string? Output, string? Error, bool Deterministic);
}

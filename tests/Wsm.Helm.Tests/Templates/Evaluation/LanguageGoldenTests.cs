using System.Runtime.CompilerServices;
using System.Text.Json;
using Wsm.Helm.Data;
using Wsm.Helm.Templates.Evaluation;
using Wsm.Helm.Templates.Functions;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Helm.Tests.Templates.Evaluation;

/// <summary>Golden/helm.json holds what helm 4 printed for Golden/cases.txt, errors included; Golden/make.sh makes it anew.</summary>
public sealed class LanguageGoldenTests
{
    [Fact]
    public void Every_template_prints_or_fails_as_in_helm()
    {
        var differences = new List<string>();
        using var cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Here(), "Golden", "helm.json")));
        foreach (var item in cases.RootElement.EnumerateArray())
        {
            var template = item.GetProperty("template").GetString()!;
            var expected = item.TryGetProperty("output", out var output) ? output.GetString()! : item.GetProperty("error").GetString()!;
            var actual = Render(template);
            if (actual.Trim() != expected.Trim())
            {
                differences.Add($"{template}\n  helm: {expected}\n  ours: {actual}");
            }
        }

        Assert.True(
            differences.Count == 0,
            $"{differences.Count} of {cases.RootElement.GetArrayLength()}:\n{string.Join('\n', differences)}"
        );
    }

    private static string Render(string template)
    {
        try
        {
            var set = new TemplateSet(FunctionTable.Helm);
            set.Parse("c/templates/p.yaml", "r: {{ include \"b\" . | b64enc }}\n{{ define \"b\" }}" + template + "{{ end }}");
            // What encodes and quotes the output around it is no matter here, but its place in errors is.
            set.Execute("c/templates/p.yaml", Data(), TestTemplates.Session);
            return (string)set.Execute("b", Data(), TestTemplates.Session).Data!;
        }
        catch (TemplateException failure)
        {
            return HelmErrorText.Of(failure);
        }
    }

    private static Value Data()
    {
        var values = (MapValue)
            TestTemplates
                .Values(
                    ("s", Value.Of("x")),
                    ("num", Value.Of(3.0)),
                    ("list", Value.Of(new ListValue([Value.Of("a"), Value.Of("b")]))),
                    ("map", TestTemplates.Values(("k1", Value.Of("v1")), ("k2", Value.Of(2.0)))),
                    ("nul", Value.Nil)
                )
                .Data!;
        return TestTemplates.Values(("Values", Value.Of(values.WithTypeName(GoTypeNames.ChartValues))));
    }

    private static string Here([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}

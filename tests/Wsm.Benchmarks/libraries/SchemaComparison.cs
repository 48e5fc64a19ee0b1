using System.Text.Json;
using Json.Schema;
using Wsm.Helm.Charts.Schema;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Peers;

namespace Wsm.Benchmarks.Libraries;

/// <summary>Our validator and JsonSchema.Net: whether a chart's values keep to its schema.</summary>
internal static class SchemaComparison
{
    public static void Run()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "libraries", "schemas.json");
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var cases = document
            .RootElement.EnumerateArray()
            .Select(entry => (Schema: entry.GetProperty("schema").GetRawText(), Values: entry.GetProperty("values").GetRawText()))
            .ToList();
        string[] expected = [.. cases.Select(entry => Verdict(Helm(entry.Schema, entry.Values)))];
        LibraryComparison.Tally(
            "helm",
            cases,
            expected,
            ("our validator", entry => Verdict(Ours(entry.Schema, entry.Values))),
            ("JsonSchema.Net", entry => Verdict(Theirs(entry.Schema, entry.Values)))
        );
    }

    private static bool Helm(string schema, string values)
    {
        using var chart = new TemporaryFolder();
        HelmAnswers.Write(chart, "Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n");
        HelmAnswers.Write(chart, "values.schema.json", schema);
        HelmAnswers.Write(chart, "values.yaml", values);
        return HelmAnswers.Template(chart).ExitCode == 0;
    }

    private static bool Ours(string schema, string values)
    {
        try
        {
            return SchemaValidator.Validate(schema, (MapValue)JsonReader.Read(values).Data!).Problem is null;
        }
        catch (SchemaException)
        {
            return false;
        }
    }

    private static bool Theirs(string schema, string values) =>
        JsonSchema.FromText(schema).Evaluate(JsonDocument.Parse(values).RootElement).IsValid;

    private static string Verdict(bool passes) => passes ? "passes" : "is refused";
}

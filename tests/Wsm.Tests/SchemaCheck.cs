using Wsm.Helm.Charts.Schema;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;

namespace Wsm.Tests;

/// <summary>
/// Checks a document against a schema of ours, with the engine's own JSON Schema, which is held against helm's elsewhere.
/// </summary>
internal static class SchemaCheck
{
    /// <param name="json">An object.</param>
    /// <param name="schema">A schema in the checkout: <c>manifests/list.schema.json</c>.</param>
    /// <returns>What is wrong, a line each, with its place; empty when nothing is.</returns>
    public static IReadOnlyList<string> Problems(string json, string schema)
    {
        var rules = File.ReadAllText(Path.Combine(Checkout.Folder, schema));
        var result = SchemaValidator.Validate(rules, (MapValue)JsonReader.Read(json).Data!);
        Assert.Empty(result.Unchecked);
        return result.Problem?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? [];
    }
}

using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;

namespace Wsm.Helm.Charts.Schema;

/// <summary>
/// Checks values against a chart's <c>values.schema.json</c>: JSON Schema of the drafts 4 to 2020-12, with the messages of the library that
/// helm uses.
/// <c>format</c> counts up to draft 7 only, and is a note from 2019-09 on, as there.
/// </summary>
internal static class SchemaValidator
{
    /// <exception cref="SchemaException">The schema itself is wrong.</exception>
    public static SchemaResult Validate(string schema, MapValue values)
    {
        SchemaDocument document;
        try
        {
            document = SchemaDocument.Parse(JsonReader.Read(schema));
        }
        catch (JsonException e)
        {
            throw new SchemaException(e.Message == "unexpected end of JSON input" ? "unexpected EOF" : e.Message, e);
        }

        var errors = new SchemaEvaluation(document).Evaluate(new Value(values));
        return new SchemaResult(errors is null ? null : errors.Print(), document.Unchecked);
    }
}

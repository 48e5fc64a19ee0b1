using System.Text.Json;
using Wsm.Product.Catalogs.Yaml;
using Wsm.Product.Resolving;
using Wsm.Product.Wording;

namespace Wsm.Commands.List;

/// <summary>The ways to write a list, by the name <c>-o</c> takes.</summary>
internal static class ListFormat
{
    public const string Text = "text";
    public const string Catalog = "catalog";

    public static IReadOnlyDictionary<string, Action<ListReport, TextWriter>> All { get; } =
        new Dictionary<string, Action<ListReport, TextWriter>>
        {
            [Text] = TextList.Write,
            ["json"] = WriteJson,
            ["yaml"] = WriteYaml,
            ["refs"] = WriteReferences,
            [Catalog] = (report, output) => output.Write(CatalogWriter.Write(report.Set)),
            ["table"] = TableList.Write,
            ["tree"] = TreeList.Write,
            ["csv"] = CsvList.Write,
        };

    /// <summary>
    /// Nothing here goes into HTML, so names stay readable. Made when first needed: every command asks for the names of the formats, few
    /// write JSON.
    /// </summary>
    private static readonly Lazy<ListJson> LazyJson = new(static () => new ListJson(ReadableJson.Like(ListJson.Default.Options)));

    public static ListJson Json => LazyJson.Value;

    private static void WriteJson(ListReport report, TextWriter output) =>
        output.WriteLine(JsonSerializer.Serialize(ListDocument.Of(report), Json.ListDocument));

    private static void WriteYaml(ListReport report, TextWriter output)
    {
        using var document = JsonSerializer.SerializeToDocument(ListDocument.Of(report), Json.ListDocument);
        output.Write(NodeWriter.Write(NodeFactory.Of(document.RootElement)));
    }

    private static void WriteReferences(ListReport report, TextWriter output)
    {
        foreach (var image in report.Set.Images)
        {
            output.WriteLine(image.Reference.Canonical);
        }
    }
}

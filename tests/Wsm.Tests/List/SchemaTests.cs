using System.Text.Json.Nodes;
using Wsm.Peers;
using Wsm.Product.Catalogs;
using Wsm.Product.Catalogs.Yaml;
using Wsm.Product.Failures;
using YamlDotNet.Core;

namespace Wsm.Tests.List;

public sealed class SchemaTests
{
    private const string ListSchema = "manifests/list.schema.json";
    private const string CatalogSchema = "manifests/catalog.schema.json";

    [Fact]
    public async Task The_json_list_of_a_rendered_chart_fits_its_schema()
    {
        using var folder = new TemporaryFolder();
        folder.Write("chart/Chart.yaml", "apiVersion: v2\nname: x\nversion: 1.0.0\n");
        folder.Write("chart/values.yaml", "tag: '1'\n");
        folder.Write(
            "chart/templates/p.yaml",
            "kind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - name: c\n    image: a/b:{{ .Values.tag }}\n    env: [{name: OTHER, "
                + "value: 'quay.io/c/d:2'}]\n"
        );
        var run = await RunResult.OfAsync(folder.Path, ["list", "--chart", "chart", "-o", "json"]);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("\"candidate\"", run.Output, StringComparison.Ordinal);
        Assert.Equal([], SchemaCheck.Problems(run.Output, ListSchema));
        Assert.NotEmpty(SchemaCheck.Problems(run.Output.Replace("\"container\"", "\"kontainer\"", StringComparison.Ordinal), ListSchema));
    }

    [Theory]
    [InlineData("wandb.yaml")]
    [InlineData("wandb-0.62.2.yaml")]
    [InlineData("example.yaml")]
    public async Task The_catalogs_fit_the_schema_that_editors_use(string file)
    {
        var node = NodeReader.Read(await File.ReadAllTextAsync(Path.Combine(Checkout.Folder, "manifests", file)), new CatalogErrors())!;
        Assert.Equal([], SchemaCheck.Problems(Json(node).ToJsonString(), CatalogSchema));
    }

    [Theory]
    [InlineData("""{"apiVersion": "wsm/v1", "kind": "Catalog", "metadata": {"name": "p"}, "imagez": []}""", "imagez")]
    [InlineData(
        """{"apiVersion": "wsm/v1", "kind": "Catalog", "metadata": {"name": "p"}, "components": [{"name": "a", "chrat": {}}]}""",
        "chrat"
    )]
    [InlineData(
        """{"apiVersion": "wsm/v1", "kind": "Catalog", "metadata": {"name": "p"}, "components": [{"name": "a", "chart": {"path": "x", "name": "y"}}]}""",
        "chart"
    )]
    public void What_the_reader_refuses_the_schema_refuses_too(string catalog, string where)
    {
        Assert.Throws<UserError>(() => CatalogReader.Read(catalog, "c.yaml", "/"));
        Assert.Contains(SchemaCheck.Problems(catalog, CatalogSchema), problem => problem.Contains(where, StringComparison.Ordinal));
    }

    private static JsonNode Json(YamlNode node) =>
        node switch
        {
            MapNode map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key.Text, (JsonNode?)Json(entry.Value)))),
            YamlList list => new JsonArray([.. list.Items.Select(Json)]),
            ScalarNode { Style: ScalarStyle.Plain, Text: "true" or "false" } truth => JsonValue.Create(truth.Text == "true"),
            ScalarNode scalar => JsonValue.Create(scalar.Text),
            _ => throw new InvalidOperationException(),
        };
}

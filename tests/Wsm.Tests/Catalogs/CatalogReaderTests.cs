using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Sources;

namespace Wsm.Tests.Catalogs;

public sealed class CatalogReaderTests
{
    private const string Head = "apiVersion: wsm/v1\nkind: Catalog\nmetadata: {name: p, title: P}\n";

    [Fact]
    public void A_component_is_read_with_everything_it_may_have()
    {
        var catalog = Read(
            Head
                + """
                components:
                  - name: op
                    title: Operator
                    chart: {repository: https://charts.example.org/x, name: operator, version: ^1.2}
                    releaseName: rel
                    namespace: ns
                    values: {a: {b: "1"}}
                    tags:
                      image.tag: {newestOf: docker.io/w/controller, range: 1.x}
                      other.tag: "7"
                    emit: {kind: values, file: op.yaml, set: {airgapped: true}}
                    images:
                      - a/b:1
                      - {reference: "c/d:2", reason: because}
                """
        );
        var component = Assert.Single(catalog.Components);
        Assert.Equal(new RepositoryChart(new Uri("https://charts.example.org/x"), "operator", "^1.2"), component.Chart);
        Assert.Equal(("Operator", "rel", "ns"), (component.Title, component.ReleaseName, component.Namespace));
        Assert.Equal("a:\n  b: \"1\"\n", component.Values);
        Assert.Equal(
            [new TagRule("image.tag", null, "docker.io/w/controller", "1.x"), new TagRule("other.tag", "7", null, "*")],
            component.Tags
        );
        Assert.Equal("true", component.Emit!.Set["airgapped"]);
        Assert.Equal(["a/b:1", "c/d:2"], component.Images.Select(image => image.Reference.AsWritten));
        Assert.Equal("because", component.Images[1].Reason);
    }

    [Fact]
    public void Every_mistake_is_shown_at_once_with_line_and_column()
    {
        var error = Refused(
            Head
                + """
                components:
                  - name: Bad Name
                    chrat: {}
                    images: ["a:b:c", "x/y", "x/y"]
                  - title: nameless
                    images: {}
                imagez: []
                """
        );
        Assert.Equal(FailureKind.Usage, error.Kind);
        Assert.Contains("test.yaml:5:11: the name 'Bad Name' must be made of", error.Details[0], StringComparison.Ordinal);
        Assert.Contains(error.Details, detail => detail == "test.yaml:6:5: component 'Bad Name' has no 'chrat'; did you mean 'chart'?");
        Assert.Contains(error.Details, detail =>
            detail.StartsWith("test.yaml:7:14: 'a:b:c' is not an image reference", StringComparison.Ordinal)
        );
        Assert.Contains(error.Details, detail => detail == "test.yaml:7:30: x/y is listed twice; the first is in line 7");
        Assert.Contains(error.Details, detail => detail == "test.yaml:8:5: a component needs 'name'");
        Assert.Contains(error.Details, detail => detail == "test.yaml:9:13: 'images' of a component must be a list, not a mapping");
        Assert.Contains(error.Details, detail => detail == "test.yaml:10:1: the catalog has no 'imagez'; did you mean 'images'?");
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("- a", "the catalog must be a mapping, not a list")]
    [InlineData("a: [", "not valid YAML")]
    [InlineData("a: *b", "names no finished anchor")]
    [InlineData("apiVersion: wsm/v2\nkind: Catalog\nmetadata: {name: p}\nimages: [a]", "'apiVersion' must be wsm/v1, not 'wsm/v2'")]
    [InlineData(Head + "kind: Catalog\nimages: [a]", "'kind' is written twice; the first is in line 2")]
    [InlineData(Head, "the catalog names neither components nor images")]
    [InlineData(Head + "images: [a]\n---\nx: 1", "a second document starts here")]
    [InlineData(Head + "components: [{name: a}]", "component 'a' needs 'chart', 'channel', 'artifact', ")]
    [InlineData(
        Head + "components: [{name: a, images: [x], values: {}}]",
        "'values' of component 'a' has no use without 'chart' or 'channel'"
    )]
    [InlineData(
        Head + "components: [{name: a, chart: {repository: 'https://u:p@h/x', name: c}}]",
        "is not the address of a chart repository"
    )]
    [InlineData(Head + "components: [{name: a, chart: {repository: 'https://h', name: ../c}}]", "'../c' is not a chart name")]
    [InlineData(
        Head + "components: [{name: a, chart: {repository: 'https://h', name: c, version: newest}}]",
        "'newest' is not a version or a range of versions"
    )]
    [InlineData(
        Head + "components: [{name: a, chart: {path: x, name: c}}]",
        "a chart has either 'path', or 'repository', 'name' and 'version'"
    )]
    [InlineData(Head + "components: [{name: a, chart: {path: x, digest: md5}}]", "'md5' is not a digest")]
    [InlineData(Head + "components: [{name: a, channel: 'ftp://h'}]", "'ftp://h' is not an http or https address")]
    [InlineData(Head + "components: [{name: a, chart: {path: x}, emit: {kind: values, file: ../x}}]", "'../x' must be a bare file name")]
    [InlineData(Head + "components: [{name: a, chart: {path: x}, emit: {kind: secret, file: x}}]", "'secret' is not something to emit")]
    [InlineData(
        Head + "components: [{name: a, chart: {path: x}, tags: {image.tag: {newestOf: 'a:1'}}}]",
        "'a:1' is not an image repository"
    )]
    [InlineData(Head + "components: [{name: a, images: [x]}, {name: a, images: [y]}]", "a second component has the name 'a'")]
    public void A_catalog_that_is_wrong_is_refused_with_the_reason(string text, string expected)
    {
        var error = Refused(text);
        Assert.Contains(error.Details, detail => detail.Contains(expected, StringComparison.Ordinal));
        Assert.All(error.Details, detail => Assert.Matches(@"^test\.yaml:\d+:\d+: ", detail));
    }

    [Fact]
    public void Nesting_without_end_is_refused_and_does_not_crash() =>
        Assert.Contains("nested deeper", Refused(Head + "images: " + new string('[', 100_000)).Details[0], StringComparison.Ordinal);

    [Fact]
    public void Aliases_that_multiply_are_refused()
    {
        var levels = string.Concat(
            Enumerable
                .Range(1, 9)
                .Select(level => $"      l{level}: &l{level} [{string.Join(", ", Enumerable.Repeat($"*l{level - 1}", 10))}]\n")
        );
        var error = Assert.Throws<UserError>(() =>
            Read(Head + "components:\n  - name: a\n    chart: {path: x}\n    values:\n      l0: &l0 [a]\n" + levels)
        );
        Assert.Contains("aliases", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("wandb.yaml")]
    [InlineData("wandb-0.62.2.yaml")]
    [InlineData("example.yaml")]
    public void The_catalogs_that_come_with_the_program_are_right(string file)
    {
        var path = Path.Combine(Checkout.Folder, "manifests", file);
        Assert.NotEmpty(CatalogReader.ReadFile(path, file).Components);
    }

    [Fact]
    public void The_built_in_catalog_is_the_one_in_manifests() =>
        Assert.Equal(File.ReadAllText(Path.Combine(Checkout.Folder, "manifests", "wandb.yaml")), BuiltInCatalog.Text());

    private static Catalog Read(string text) => CatalogReader.Read(text, "test.yaml", "/tmp");

    private static UserError Refused(string text) => Assert.Throws<UserError>(() => Read(text));
}

using Wsm.Product.Finding;
using Wsm.Product.Resolving;
using Wsm.Product.Sources;
using Wsm.Tests.ChartStores;

namespace Wsm.Tests.Images;

public sealed class AllComponentsTests
{
    [Fact]
    public void A_switched_off_template_that_lacks_a_value_is_named_and_hides_no_other()
    {
        var archive = SampleCharts.Pack(
            (
                "top/Chart.yaml",
                "apiVersion: v2\nname: top\nversion: 1.0.0\ndependencies:\n- {name: sub, version: 1.0.0, condition: sub.install}\n"
            ),
            ("top/values.yaml", "sub: {install: false}\n"),
            ("top/templates/pod.yaml", Pod("top", "quay.io/a/top:1")),
            ("top/charts/sub/Chart.yaml", "apiVersion: v2\nname: sub\nversion: 1.0.0\n"),
            ("top/charts/sub/templates/a.yaml", "{{ required \"a bucket is needed\" .Values.bucket }}"),
            ("top/charts/sub/templates/b.yaml", Pod("sub", "quay.io/a/sub:1"))
        );

        var found = new ImageFinder().Find(
            new ChartToRender("top", new ResolvedChart("top", "1.0.0", "x", archive, ""), "rel", "default", []) { AllComponents = true },
            TestContext.Current.CancellationToken
        );

        Assert.Equal(["quay.io/a/top:1", "quay.io/a/sub:1"], found.Images.Select(image => image.Reference.AsWritten));
        Assert.Equal("sub.install=true", found.Images[1].Origins[0].Switch);
        var missing = Assert.Single(found.NotRendered);
        Assert.Contains("top/charts/sub/templates/a.yaml", missing);
        Assert.Contains("a bucket is needed", missing);
    }

    private static string Pod(string name, string image) =>
        $"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: [{{name: c, image: \"{image}\"}}]}}\n";
}

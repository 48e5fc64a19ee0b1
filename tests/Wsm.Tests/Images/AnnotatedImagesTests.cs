using System.Text;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Product.Finding;

namespace Wsm.Tests.Images;

public sealed class AnnotatedImagesTests
{
    [Fact]
    public void Both_lists_are_read_and_each_image_named_once()
    {
        var chart = Load(
            """
            apiVersion: v2
            name: x
            version: 1.0.0
            annotations:
              artifacthub.io/images: |
                - name: web
                  image: quay.io/a/web:1
                  platforms: [linux/amd64]
              images: |
                - {name: web, image: "quay.io/a/web:1"}
                - {name: shell, image: "docker.io/b/shell:2"}
            """
        );

        Assert.Equal(["quay.io/a/web:1", "docker.io/b/shell:2"], AnnotatedImages.Of(chart).Select(image => image.AsWritten));
    }

    [Theory]
    [InlineData("just text")]
    [InlineData("- [unclosed")]
    [InlineData("- {name: x, image: 5}")]
    [InlineData("- {name: x, image: 'not a reference'}")]
    public void What_is_no_such_list_says_nothing(string text)
    {
        var chart = Load($"apiVersion: v2\nname: x\nversion: 1.0.0\nannotations:\n  images: |\n    {text}\n");

        Assert.Empty(AnnotatedImages.Of(chart));
    }

    private static Chart Load(string chartYaml) =>
        new ChartLoader().LoadFiles([new ChartFile("Chart.yaml", Encoding.UTF8.GetBytes(chartYaml))]);
}

using System.Text;
using Wsm.ChartStores;

namespace Wsm.Tests.ChartStores;

public sealed class ChartArchiveTests
{
    [Fact]
    public void The_metadata_has_the_types_Helm_gives_it()
    {
        var chart = SampleCharts.Archive(
            more: """
            appVersion: 1.10
            deprecated: true
            description: "a: b"
            keywords: [x, "y"]
            annotations: {b: "2", a: 1}
            maintainers: [{name: A, email: a@example.com}, {name: B}]
            dependencies:
            - {name: d, version: ">=1", repository: "", import-values: [data, {child: a, parent: b}], enabled: true}
            unknown: field
            """
        );

        Assert.Equal(
            """{"name":"sample","version":"1.2.3","description":"a: b","keywords":["x","y"],"maintainers":[{"name":"A","email":"a@example.com"},{"name":"B"}],"apiVersion":"v2","appVersion":"1.1","deprecated":true,"annotations":{"a":"1","b":"2"},"dependencies":[{"name":"d","version":"\u003E=1","enabled":true,"import-values":["data",{"child":"a","parent":"b"}]}]}""",
            Encoding.UTF8.GetString(chart.Metadata.ToJson())
        );
    }

    public static TheoryData<byte[], string> NoCharts =>
        new()
        {
            { [], "cut off" },
            { "not a gzip"u8.ToArray(), "chart archive" },
            { SampleCharts.Bytes("a", "1.0.0")[..40], "cut off" },
            { SampleCharts.Pack(("a/values.yaml", "x: 1")), "no Chart.yaml" },
            { SampleCharts.Pack(("a/b/Chart.yaml", "name: x")), "no Chart.yaml" },
            { SampleCharts.Pack(("a/Chart.yaml", "name: [")), "malformed at line" },
            { SampleCharts.Pack(("a/Chart.yaml", "- x")), "not a mapping" },
            { SampleCharts.Pack(("a/Chart.yaml", "name: x")), "no version" },
            { SampleCharts.Pack(("a/Chart.yaml", "name: ../x\nversion: 1.0.0")), "'../x'" },
        };

    [Theory]
    [MemberData(nameof(NoCharts))]
    public void What_is_no_chart_is_refused_with_the_reason(byte[] bytes, string reason)
    {
        var error = Assert.Throws<InvalidDataException>(() => ChartArchive.Parse(bytes));

        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public void Aliases_that_multiply_are_refused()
    {
        var bomb = new StringBuilder("name: a\nversion: 1.0.0\nx0: &x0 [a,a,a,a,a,a,a,a,a,a]\n");
        for (var i = 1; i < 9; i++)
            bomb.Append($"x{i}: &x{i} [{string.Join(',', Enumerable.Repeat($"*x{i - 1}", 10))}]\n");
        bomb.Append("dependencies: [{name: d, import-values: *x8}]\n");

        Assert.Throws<InvalidDataException>(() => ChartArchive.Parse(SampleCharts.Pack(("a/Chart.yaml", bomb.ToString()))));
    }

    [Fact]
    public void The_artifact_of_a_chart_is_always_the_same_and_says_what_helm_says()
    {
        var chart = SampleCharts.Archive(
            version: "1.2.3+build.4",
            more: "home: https://example.com\nsources: [https://git.example.com]\nannotations: {org.opencontainers.image.title: other, team: x}\n"
        );

        var made = ChartManifest.Of(chart);

        Assert.Equal(
            ChartManifest
                .Of(
                    SampleCharts.Archive(
                        version: "1.2.3+build.4",
                        more: "home: https://example.com\nsources: [https://git.example.com]\nannotations: {org.opencontainers.image.title: other, team: x}\n"
                    )
                )
                .Manifest.Digest,
            made.Manifest.Digest
        );
        Assert.Equal("1.2.3_build.4", chart.Metadata.Tag);
        Assert.Equal(
            new Dictionary<string, string>
            {
                ["org.opencontainers.image.title"] = "sample",
                ["org.opencontainers.image.version"] = "1.2.3+build.4",
                ["org.opencontainers.image.url"] = "https://example.com",
                ["org.opencontainers.image.source"] = "https://git.example.com",
                ["org.opencontainers.image.created"] = "2024-05-06T07:08:09Z",
                ["team"] = "x",
            },
            made.Manifest.AsImage().Annotations
        );
        Assert.Equal(chart.Sha256, ChartManifest.ArchiveOf(made.Manifest));
    }
}

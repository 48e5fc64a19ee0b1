using System.Text;
using Wsm.Helm.Charts;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using Wsm.Site.ChartStores;

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
            """{"name":"sample","version":"1.2.3","description":"a: b","keywords":["x","y"],"maintainers":[{"name":"A","email":"a@example.com"},{"name":"B"}],"apiVersion":"v2","appVersion":"1.1","deprecated":true,"annotations":{"a":"1","b":"2"},"dependencies":[{"name":"d","version":"\u003e=1","repository":"","enabled":true,"import-values":["data",{"child":"a","parent":"b"}]}]}""",
            MetadataJson.Write(chart.Metadata)
        );
    }

    [Fact]
    public async Task The_configuration_in_a_registry_is_helm_s_byte_for_byte()
    {
        var chart = SampleCharts.Archive(
            more: """
            appVersion: 1.10
            deprecated: yes
            description: |
              Ünïcode, <b>, & "quotes"
              on two lines
            kubeVersion: ">=1.28-0"
            annotations: {b: "<2>", a: 1}
            maintainers: [{name: A, email: a@example.com}, {name: B}]
            dependencies: [{name: d, version: ">=1", import-values: [data, {parent: b, child: a}], enabled: true}]
            """
        );
        using var folder = new TemporaryFolder();
        await using var registry = await RegistryProcess.StartAsync();
        await Tool.RunAsync(
            Tool.Find("helm", "WSM_TEST_HELM"),
            ["push", "--plain-http", folder.Write(chart.FileName, chart.Bytes.ToArray()), $"oci://{registry.Host}/charts"]
        );
        using var client = new RegistryClient(new RegistryOptions());
        var theirs = (await client.GetRepository(registry.Host, "charts/sample").GetManifestAsync("1.2.3", default)).AsImage();
        var ours = ChartManifest.Of(chart).Manifest.AsImage();
        Assert.Equal(theirs.Config.Digest, ours.Config.Digest);
        // Helm takes the file's time for that of the chart.
        const string created = "org.opencontainers.image.created";
        Assert.Equal(theirs.Annotations!.Where(pair => pair.Key != created), ours.Annotations!.Where(pair => pair.Key != created));
    }

    public static TheoryData<byte[], string> NoCharts =>
        new()
        {
            { [], "cut off" },
            { "not a gzip"u8.ToArray(), "chart archive" },
            { SampleCharts.Bytes("a", "1.0.0")[..40], "cut off" },
            { SampleCharts.Pack(("a/values.yaml", "x: 1")), "Chart.yaml file is missing" },
            { SampleCharts.Pack(("a/b/Chart.yaml", "name: x")), "Chart.yaml file is missing" },
            { SampleCharts.Pack(("a/Chart.yaml", "name: [")), "cannot load Chart.yaml" },
            { SampleCharts.Pack(("a/Chart.yaml", "- x")), "cannot load Chart.yaml" },
            { SampleCharts.Pack(("a/Chart.yaml", "name: x")), "chart.metadata.version is required" },
            { SampleCharts.Pack(("a/Chart.yaml", "name: ../x\nversion: 1.0.0")), "name \"../x\" is invalid" },
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
        {
            bomb.Append($"x{i}: &x{i} [{string.Join(',', Enumerable.Repeat($"*x{i - 1}", 10))}]\n");
        }

        bomb.Append("dependencies: [{name: d, import-values: *x8}]\n");

        Assert.Throws<InvalidDataException>(() => ChartArchive.Parse(SampleCharts.Pack(("a/Chart.yaml", bomb.ToString()))));
    }

    [Fact]
    public void The_artifact_of_a_chart_is_always_the_same_and_says_what_helm_says()
    {
        var chart = SampleCharts.Archive(
            version: "1.2.3+build.4",
            more: "home: https://example.com\nsources: [https://git.example.com]\nannotations: {org.opencontainers.image.title: other, "
                + "team: x}\n"
        );

        var made = ChartManifest.Of(chart);

        Assert.Equal(
            ChartManifest
                .Of(
                    SampleCharts.Archive(
                        version: "1.2.3+build.4",
                        more: "home: https://example.com\nsources: [https://git.example.com]\nannotations: "
                            + "{org.opencontainers.image.title: other, team: x}\n"
                    )
                )
                .Manifest.Digest,
            made.Manifest.Digest
        );
        Assert.Equal("1.2.3_build.4", ChartArchive.TagOf(chart.Metadata));
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

using System.Formats.Tar;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Helm.Rendering;
using Wsm.Helm.Tests.Oracle;
using Wsm.Peers;

namespace Wsm.Helm.Tests.Charts;

public sealed class ArchiveTests
{
    private static PaxTarEntry ChartYaml => TestCharts.Entry("app/Chart.yaml", TestCharts.Minimal);

    [Fact]
    public void A_file_right_in_charts_is_taken_for_a_chart_as_helm_takes_it()
    {
        using var inner = TestCharts.Archive(
            TestCharts.Entry("low/Chart.yaml", "name: low\nversion: 2.0.0\n"),
            TestCharts.Entry("low/templates/a.yaml", "a: 1")
        );
        using var archive = TestCharts.Archive(
            ChartYaml,
            TestCharts.Entry("app/charts/low-2.0.0.tgz", inner.ToArray()),
            TestCharts.Entry("app/charts/_skipped/Chart.yaml", "nonsense: ["),
            TestCharts.Entry("app/charts/README.md", "no chart"),
            TestCharts.Entry("app/values.yaml", "\uFEFFa: 1\n")
        );
        var exception = Assert.Throws<ChartException>(() => new ChartLoader().LoadArchive(archive));
        Assert.Contains("README.md", exception.Message);
    }

    [Theory]
    [InlineData(@"app\Chart.yaml", @"app\templates\a.yaml", @"app\charts\low\Chart.yaml", @"app\charts\low\templates\b.yaml")]
    [InlineData("app/Chart.yaml", @"app\templates\a.yaml")]
    [InlineData("./app/Chart.yaml", "./app/templates/a.yaml")]
    [InlineData("Chart.yaml", "templates/a.yaml")]
    [InlineData("./Chart.yaml", "./templates/a.yaml")]
    [InlineData("app/", "app/Chart.yaml", "app/templates/", "app/templates/a.yaml")]
    [InlineData("./._app", "app/._Chart.yaml", "app/Chart.yaml", "app/templates/a.yaml")]
    [InlineData("app/Chart.yaml", "app/templates/._a.yaml", "app/templates/a.yaml")]
    [InlineData("one/Chart.yaml", "two/templates/a.yaml")]
    [InlineData("x/app/Chart.yaml", "x/app/templates/a.yaml")]
    [InlineData("app/Chart.yaml", "app/templates/./x/../a.yaml")]
    [InlineData("app/Chart.yaml", "app//templates/a.yaml")]
    [InlineData("app/Chart.yaml", "app/.../templates/a.yaml")]
    public async Task An_archive_from_anywhere_is_taken_or_refused_as_helm_does(params string[] names)
    {
        using var archive = TestCharts.Archive([
            .. names.Select(name =>
                name.EndsWith('/')
                    ? new PaxTarEntry(TarEntryType.Directory, name)
                    : TestCharts.Entry(
                        name,
                        name.Contains("._", StringComparison.Ordinal) ? "\0\u0005\u0016\u0007Mac OS X"
                            : !name.EndsWith("Chart.yaml", StringComparison.Ordinal) ? "a: {{ .Chart.Name }}\n"
                            : name.Contains("low", StringComparison.Ordinal) ? "apiVersion: v2\nname: low\nversion: 2.0.0\n"
                            : TestCharts.Minimal
                    )
            ),
        ]);
        using var folder = new TemporaryFolder();
        var helm = await Tool.TryRunAsync(HelmOracle.Program, ["template", folder.Write("a.tgz", archive.ToArray())]);
        var ours = Record.Exception(() => Assert.Equal(helm.Output, TestCharts.Render(new ChartLoader().LoadArchive(archive))));
        Assert.Equal((names, helm.ExitCode == 0), (names, ours is null));
        Assert.True(ours is null or ChartException or RenderException, ours?.ToString());
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_a_file()
    {
        using var archive = TestCharts.Archive(ChartYaml, TestCharts.Entry("app/values.yaml", "\uFEFFa: 1\n"));
        Assert.Equal(1d, new ChartLoader().LoadArchive(archive).Values!["a"].Data);
    }

    [Fact]
    public void Charts_within_archives_within_charts_are_found()
    {
        using var inner = TestCharts.Archive(
            TestCharts.Entry("low/Chart.yaml", "name: low\nversion: 2.0.0\n"),
            TestCharts.Entry("low/templates/a.yaml", "low: {{ .Chart.APIVersion }}")
        );
        using var archive = TestCharts.Archive(
            ChartYaml,
            TestCharts.Entry("app/charts/low-2.0.0.tgz", inner.ToArray()),
            TestCharts.Entry("app/charts/_skipped/Chart.yaml", "nonsense: [")
        );
        Assert.Equal(
            "---\n# Source: app/charts/low/templates/a.yaml\nlow: v1\n",
            TestCharts.Render(new ChartLoader().LoadArchive(archive))
        );
    }

    [Theory]
    [InlineData("app/../../etc/passwd", "chart illegally references parent directory")]
    [InlineData("app//etc/passwd", "chart illegally contains absolute paths")]
    [InlineData("/etc/passwd", null)]
    [InlineData("loose.yaml", "chart illegally contains content outside the base directory: \"loose.yaml\"")]
    [InlineData("app/c:/windows", "chart contains illegally named files")]
    [InlineData(@"app\..\..\x", "chart illegally references parent directory")]
    [InlineData("Chart.yaml/x", "chart yaml not in base directory")]
    public void A_path_never_leaves_the_chart(string path, string? problem)
    {
        using var archive = TestCharts.Archive(ChartYaml, TestCharts.Entry(path, "x"));
        if (problem is null)
        {
            Assert.Equal("etc/passwd", Assert.Single(new ChartLoader().LoadArchive(archive).Files).Name);
        }
        else
        {
            Assert.Equal(problem, Assert.Throws<ChartException>(() => new ChartLoader().LoadArchive(archive)).Message);
        }
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    public void Links_are_refused(TarEntryType type)
    {
        using var archive = TestCharts.Archive(ChartYaml, new PaxTarEntry(type, "app/values.yaml") { LinkName = "app/Chart.yaml" });
        Assert.Contains("link", Assert.Throws<ChartException>(() => new ChartLoader().LoadArchive(archive)).Message);
    }

    [Fact]
    public void A_file_may_not_unpack_to_more_than_helm_allows()
    {
        using var archive = TestCharts.Archive(ChartYaml, TestCharts.Entry("app/big", new byte[5 * 1024 * 1024 + 1]));
        Assert.Equal(
            "decompressed chart file \"app/big\" is larger than the maximum file size 5242880",
            Assert.Throws<ChartException>(() => new ChartLoader().LoadArchive(archive)).Message
        );
    }

    [Fact]
    public void An_archive_may_not_unpack_to_more_than_helm_allows()
    {
        var limits = new ChartLimits { ArchiveSize = 1000 };
        using var archive = TestCharts.Archive(
            ChartYaml,
            TestCharts.Entry("app/a", new byte[600]),
            TestCharts.Entry("app/b", new byte[600])
        );
        Assert.Equal(
            "decompressed chart is larger than the maximum size 1000",
            Assert.Throws<ChartException>(() => new ChartLoader(limits).LoadArchive(archive)).Message
        );
    }

    [Fact]
    public void An_archive_that_was_cut_off_is_an_error_whatever_is_missing()
    {
        using var archive = TestCharts.Archive(
            ChartYaml,
            TestCharts.Entry("app/values.yaml", string.Join('\n', Enumerable.Range(0, 500).Select(n => $"k{n}: {n * 7919}")))
        );
        var bytes = archive.ToArray();
        for (var length = 0; length < bytes.Length - 16; length += 13)
        {
            Assert.Throws<ChartException>(() => new ChartLoader().LoadArchive(bytes.AsMemory(0, length)));
        }
    }

    [Fact]
    public void Noise_is_an_error_and_nothing_else()
    {
        using var archive = TestCharts.Archive(ChartYaml, TestCharts.Entry("app/values.yaml", "a: 1\n"));
        var random = new Random(7);
        for (var round = 0; round < 500; round++)
        {
            var bytes = archive.ToArray();
            for (var flips = 0; flips < 3; flips++)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }

            var thrown = Record.Exception(() => new ChartLoader().LoadArchive(bytes));
            Assert.True(thrown is null or ChartException, thrown?.ToString());
        }
    }
}

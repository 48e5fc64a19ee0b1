using Wsm.Peers;
using Wsm.Site.ChartStores;

namespace Wsm.Tests.ChartStores;

public sealed class ChartFolderTests
{
    [Fact]
    public async Task A_chart_is_added_once_and_other_bytes_need_force()
    {
        using var folder = new TemporaryFolder();
        using var charts = new ChartStoreFolder(folder["charts"], TimeProvider.System);
        var chart = SampleCharts.Archive();
        var changed = SampleCharts.Archive(more: "description: changed\n");

        Assert.Equal(ChartOutcome.Pushed, await charts.AddAsync(chart, false, default));
        var index = File.ReadAllText(folder["charts", "index.yaml"]);
        Assert.Equal(ChartOutcome.Present, await charts.AddAsync(chart, false, default));
        Assert.Equal(index, File.ReadAllText(folder["charts", "index.yaml"]));
        Assert.Equal(ChartOutcome.Differs, await charts.AddAsync(changed, false, default));
        Assert.Equal(chart.Bytes.ToArray(), File.ReadAllBytes(folder["charts", "sample-1.2.3.tgz"]));
        Assert.Equal(ChartOutcome.Pushed, await charts.AddAsync(changed, true, default));
        Assert.Equal(changed.Bytes.ToArray(), File.ReadAllBytes(folder["charts", "sample-1.2.3.tgz"]));
        Assert.Equal(changed.Sha256, (await charts.ReadIndexAsync(default)).DigestOf("sample", "1.2.3"));
        Assert.Equal(["index.yaml", "sample-1.2.3.tgz"], Directory.GetFiles(folder["charts"]).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task An_index_that_was_there_is_merged_and_not_overwritten()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "index.yaml",
            """
            apiVersion: v1
            entries:
              other:
              - name: other
                version: "2.0"
                custom: {keep: "007", flag: true}
                urls: [https://elsewhere.example.com/other-2.0.tgz]
              sample:
              - name: sample
                version: 0.9.0
                digest: abc
                urls: [sample-0.9.0.tgz]
            generated: "2020-01-01T00:00:00Z"
            """
        );
        using var charts = new ChartStoreFolder(folder.Path, TimeProvider.System);

        await charts.AddAsync(SampleCharts.Archive(version: "0.10.0-rc.1", more: "appVersion: \"1.0\"\n"), false, default);
        await charts.AddAsync(SampleCharts.Archive(version: "0.10.0"), false, default);

        var index = await charts.ReadIndexAsync(default);
        Assert.Equal(["2.0", "0.10.0", "0.10.0-rc.1", "0.9.0"], index.All().Select(entry => entry.Version));
        Assert.Equal("abc", index.DigestOf("sample", "0.9.0"));
        var text = File.ReadAllText(folder["index.yaml"]);
        Assert.Contains("keep: \"007\"", text);
        Assert.Contains("flag: true", text);
        Assert.Contains("version: \"2.0\"", text);
        Assert.Contains("appVersion: \"1.0\"", text);
        Assert.Contains("https://elsewhere.example.com/other-2.0.tgz", text);
    }

    [Fact]
    public async Task An_index_that_is_none_is_named_and_left_alone()
    {
        using var folder = new TemporaryFolder();
        folder.Write("index.yaml", "entries: [");
        using var charts = new ChartStoreFolder(folder.Path, TimeProvider.System);

        var error = await Assert.ThrowsAsync<InvalidDataException>(() => charts.AddAsync(SampleCharts.Archive(), false, default));

        Assert.Contains(folder["index.yaml"], error.Message);
        Assert.Equal("entries: [", File.ReadAllText(folder["index.yaml"]));
    }

    [Theory]
    [InlineData("../secret.tgz")]
    [InlineData("index.yaml")]
    [InlineData("a/b.tgz")]
    public async Task Only_archives_of_the_folder_itself_are_given_out(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write("secret.tgz", "secret");
        folder.Write("charts/a/b.tgz", "b");
        folder.Write("charts/index.yaml", "entries: {}");
        using var charts = new ChartStoreFolder(folder["charts"], TimeProvider.System);

        Assert.Null(await charts.ReadAsync(name, default));
    }
}

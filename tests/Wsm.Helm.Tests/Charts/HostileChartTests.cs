using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Helm.Charts.Schema;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;

namespace Wsm.Helm.Tests.Charts;

/// <summary>Small charts that would take all memory or all time.</summary>
public sealed class HostileChartTests
{
    private const string Metadata = "apiVersion: v2\nname: x\nversion: 1.0.0\n";

    [Fact]
    public void An_extended_header_of_a_gigabyte_is_refused()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Tar([("x/Chart.yaml", Encoding.UTF8.GetBytes(Metadata))]).AsSpan()[..^1024]);
            var header = new byte[512];
            Encoding.ASCII.GetBytes("x/pax").CopyTo(header, 0);
            Encoding.ASCII.GetBytes("0000644\0").CopyTo(header, 100);
            Encoding.ASCII.GetBytes("10000000000\0").CopyTo(header, 124);
            Encoding.ASCII.GetBytes("        x").CopyTo(header, 148);
            Encoding.ASCII.GetBytes("ustar\000").CopyTo(header, 257);
            Encoding.ASCII.GetBytes($"{Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0')}\0 ").CopyTo(header, 148);
            gzip.Write(header);
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 1024; i++)
            {
                gzip.Write(zeros);
            }
        }

        var before = GC.GetTotalAllocatedBytes();
        Assert.Throws<ChartException>(() => PackedChart.Read(packed.ToArray()));
        Assert.InRange(GC.GetTotalAllocatedBytes() - before, 0, 1_300_000_000);
    }

    [Fact]
    public void Charts_in_a_chart_share_one_limit()
    {
        var inner = Pack([
            ("x/Chart.yaml", Encoding.UTF8.GetBytes(Metadata)),
            .. Enumerable.Range(0, 4).Select(i => ($"x/f{i}", new byte[4 << 20])),
        ]);
        var outer = Pack([
            ("x/Chart.yaml", Encoding.UTF8.GetBytes(Metadata)),
            .. Enumerable.Range(0, 10).Select(i => ($"x/charts/c{i}.tgz", inner)),
        ]);

        var refused = Assert.Throws<ChartException>(() => new ChartLoader().LoadArchive(outer));

        Assert.Contains("larger than the maximum size", refused.Message);
    }

    [Theory]
    [InlineData("import-values: &b [*b]")]
    [InlineData("a: &a {b: *a}")]
    public void A_node_that_holds_itself_is_refused(string line) =>
        Assert.Throws<ChartException>(() =>
            new ChartLoader().LoadArchive(
                Pack([("x/Chart.yaml", Encoding.UTF8.GetBytes($"{Metadata}dependencies:\n- name: b\n  version: 1.0.0\n  {line}\n"))])
            )
        );

    [Theory]
    [InlineData('[')]
    [InlineData('{')]
    public void Nesting_without_end_is_refused_at_once(char open) =>
        Assert.Throws<ChartException>(() =>
            new ChartLoader().LoadArchive(Pack([("x/Chart.yaml", Encoding.UTF8.GetBytes(Metadata + "a: " + new string(open, 900_000)))]))
        );

    [Theory]
    [InlineData("allOf")]
    [InlineData("anyOf")]
    [InlineData("oneOf")]
    public void A_schema_whose_branches_multiply_ends_with_an_error(string keyword)
    {
        var levels = Enumerable
            .Range(0, 30)
            .Select(i =>
                $"\"l{i}\":{{\"{keyword}\":[{string.Join(',', Enumerable.Repeat($"{{\"$ref\":\"#/definitions/l{i + 1}\"}}", 3))}]}}"
            );
        var schema =
            $"{{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"definitions\":{{{string.Join(',', levels)},\"l30\":{{\"type\":\"{(keyword == "allOf" ? "object" : "string")}\"}}}},\"$ref\":\"#/definitions/l0\"}}";

        var refused = Assert.Throws<SchemaException>(() => SchemaValidator.Validate(schema, new MapValue()));

        Assert.Contains("takes more than", refused.Message);
    }

    [Fact]
    public void A_long_list_of_things_that_must_differ_ends_with_an_error()
    {
        var values = (MapValue)
            JsonReader.Read($"{{\"a\":[{string.Join(',', Enumerable.Range(0, 50_000).Select(i => $"{{\"b\":{i}}}"))}]}}").Data!;

        Assert.Throws<SchemaException>(() => SchemaValidator.Validate("{\"properties\":{\"a\":{\"uniqueItems\":true}}}", values));
    }

    private static byte[] Pack(IEnumerable<(string Name, byte[] Bytes)> files)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Tar(files));
        }

        return packed.ToArray();
    }

    private static byte[] Tar(IEnumerable<(string Name, byte[] Bytes)> files)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        }

        return bytes.ToArray();
    }
}

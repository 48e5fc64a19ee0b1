using System.Text;
using System.Text.Json;
using Wsm.Bundles.Trust;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Site.Relocations;

namespace Wsm.Tests.Attacks;

/// <summary>JSON that is well formed, but for a null among the items of a list, is damage that is named by its place.</summary>
public sealed class NullItemsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("null", "images")]
    [InlineData("""{"reference":"a/b:1","askedAs":"a/b:1","askedBy":[null]}""", "places that ask for a/b:1")]
    public async Task A_list_of_wanted_images(string image, string list)
    {
        var file = _folder.Write(
            "want.json",
            $$"""{"apiVersion":"wsm/v1","kind":"Want","name":"a","platforms":["linux/amd64"],"images":[{{image}}]}"""
        );

        var run = await RunResult.OfAsync("download", "--want", file, "-b", _folder["bundle"]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"there is a null among the {list}", run.Error);
    }

    [Theory]
    [InlineData("null", "0", "there is a null among the images")]
    [InlineData("", "4", "it is of shard 4 of 4")]
    public async Task A_report_of_a_shard(string image, string index, string reason)
    {
        var digest = Digest.Of("plan"u8);
        var file = _folder.Write(
            "report.json",
            $$"""{"images":[{{image}}],"charts":[],"shard":{"index":{{index}},"count":4,"plan":"{{digest}}","blobs":1,"bytes":1} }"""
        );

        var run = await RunResult.OfAsync("check", "--shards", file);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error);
    }

    [Theory]
    [InlineData("""{"images":[null],"charts":[]}""", "there is a null among the images")]
    [InlineData("""{"images":[],"charts":[null]}""", "there is a null among the charts")]
    [InlineData("""{"images":null,"charts":[]}""", "$.images")]
    [InlineData("""{"images":[{"source":null,"digest":"d","push":"p","pull":"q"}],"charts":[]}""", "$.images[0].source")]
    public void A_record_of_a_push(string json, string reason) =>
        Assert.Contains(reason, Assert.Throws<JsonException>(() => RelocationFile.Parse(json)).Message);

    [Theory]
    [InlineData(false, false, true)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    public void A_statement_is_as_good_as_none(bool nullSubject, bool nullSignature, bool stands)
    {
        var digest = Digest.Of("lock"u8);
        var about = nullSubject ? "null" : $$"""{"name":"bundle.json","digest":{"sha256":"{{digest.Hex}}"} }""";
        var statement = $$"""
            {"_type":"https://in-toto.io/Statement/v1","predicateType":"urn:wsm:bundle:v1","subject":[{{about}}],
             "predicate":{"product":"a","serial":1,"signedAt":"2026-11-29T07:00:00Z"} }
            """;
        var sealedBy = nullSignature ? "null" : """{"sig":"AA=="}""";
        var payload = Convert.ToBase64String(Encoding.UTF8.GetBytes(statement));
        var envelope = $$"""{"payloadType":"{{DsseEnvelope.InToto}}","payload":"{{payload}}","signatures":[{{sealedBy}}]}""";

        Assert.Equal(stands, StatementFile.TryParse(Encoding.UTF8.GetBytes(envelope)) is not null);
    }

    public void Dispose() => _folder.Dispose();
}

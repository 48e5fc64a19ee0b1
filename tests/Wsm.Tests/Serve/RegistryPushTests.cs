using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Peers;

namespace Wsm.Tests.Serve;

/// <summary>The push part of the distribution specification, request by request.</summary>
public sealed class RegistryPushTests
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("some layer, or what passes for one");
    private static readonly Digest ContentDigest = Digest.Of(Content);

    [Fact]
    public async Task A_blob_sent_whole_in_one_post_can_be_read_back()
    {
        await using var registry = await RunningRegistry.StartAsync();

        var answer = await registry.Http.PostAsync($"/v2/a/b/blobs/uploads/?digest={ContentDigest}", new ByteArrayContent(Content));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal($"/v2/a/b/blobs/{ContentDigest}", answer.Headers.Location!.ToString());
        Assert.Equal(Content, await registry.Http.GetByteArrayAsync(answer.Headers.Location));
    }

    [Fact]
    public async Task A_blob_sent_in_chunks_is_put_together()
    {
        await using var registry = await RunningRegistry.StartAsync();
        var place = await BeginAsync(registry);

        var first = await PatchAsync(registry, place, Content[..10], "0-9");
        var second = await PatchAsync(registry, first.Headers.Location!, Content[10..20], "10-19");
        var status = await registry.Http.GetAsync(second.Headers.Location);
        var last = new ByteArrayContent(Content[20..]);
        last.Headers.TryAddWithoutValidation("Content-Range", $"20-{Content.Length - 1}");
        var finish = await registry.Http.PutAsync($"{second.Headers.Location}?digest={ContentDigest}", last);

        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal("0-9", first.Headers.GetValues("Range").Single());
        Assert.Equal(HttpStatusCode.NoContent, status.StatusCode);
        Assert.Equal("0-19", status.Headers.GetValues("Range").Single());
        Assert.Equal(HttpStatusCode.Created, finish.StatusCode);
        Assert.Equal(Content, await registry.Http.GetByteArrayAsync($"/v2/a/b/blobs/{ContentDigest}"));
    }

    [Theory]
    [InlineData("5-14")]
    [InlineData("0-3")]
    [InlineData("nonsense")]
    public async Task A_chunk_that_does_not_follow_is_refused_and_the_upload_can_go_on(string range)
    {
        await using var registry = await RunningRegistry.StartAsync();
        var place = await BeginAsync(registry);

        var refused = await PatchAsync(registry, place, Content[..10], range);
        var accepted = await PatchAsync(registry, place, Content, $"0-{Content.Length - 1}");
        var finish = await registry.Http.PutAsync($"{place}?digest={ContentDigest}", null);

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        Assert.Equal(HttpStatusCode.Created, finish.StatusCode);
    }

    [Fact]
    public async Task Content_that_is_not_its_digest_is_thrown_away()
    {
        await using var registry = await RunningRegistry.StartAsync();
        var wrong = Digest.Of("something else"u8);

        var answer = await registry.Http.PostAsync($"/v2/a/blobs/uploads/?digest={wrong}", new ByteArrayContent(Content));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("DIGEST_INVALID", await answer.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.NotFound, (await registry.Http.GetAsync($"/v2/a/blobs/{wrong}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await registry.Http.GetAsync($"/v2/a/blobs/{ContentDigest}")).StatusCode);
    }

    [Fact]
    public async Task A_sha512_blob_is_checked_and_kept_under_its_own_digest()
    {
        await using var registry = await RunningRegistry.StartAsync();
        var digest = Digest.Of(Content, Digest.Sha512);

        var answer = await registry.Http.PostAsync($"/v2/a/blobs/uploads/?digest={digest}", new ByteArrayContent(Content));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(Content, await registry.Http.GetByteArrayAsync($"/v2/a/blobs/{digest}"));
    }

    [Fact]
    public async Task A_blob_that_is_here_is_mounted_and_one_that_is_not_begins_an_upload()
    {
        await using var registry = await RunningRegistry.StartAsync();
        await registry.Http.PostAsync($"/v2/a/blobs/uploads/?digest={ContentDigest}", new ByteArrayContent(Content));

        var mounted = await registry.Http.PostAsync($"/v2/b/blobs/uploads/?mount={ContentDigest}&from=a", null);
        var absent = await registry.Http.PostAsync($"/v2/b/blobs/uploads/?mount={Digest.Of("no"u8)}&from=a", null);

        Assert.Equal(HttpStatusCode.Created, mounted.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, absent.StatusCode);
        Assert.Contains("/v2/b/blobs/uploads/", absent.Headers.Location!.ToString());
    }

    [Fact]
    public async Task A_manifest_is_taken_only_when_its_blobs_are_here()
    {
        await using var registry = await RunningRegistry.StartAsync();
        var manifest = ManifestOf(ContentDigest);

        var early = await PutManifestAsync(registry, "/v2/a/manifests/1.0", manifest);
        await registry.Http.PostAsync($"/v2/a/blobs/uploads/?digest={ContentDigest}", new ByteArrayContent(Content));
        var late = await PutManifestAsync(registry, "/v2/a/manifests/1.0", manifest);
        var read = await registry.Http.GetAsync("/v2/a/manifests/1.0");

        Assert.Equal(HttpStatusCode.BadRequest, early.StatusCode);
        Assert.Contains("MANIFEST_BLOB_UNKNOWN", await early.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Created, late.StatusCode);
        Assert.Equal(Digest.Of(manifest).ToString(), read.Headers.GetValues("Docker-Content-Digest").Single());
        Assert.Equal(MediaTypes.OciManifest, read.Content.Headers.ContentType!.MediaType);
        Assert.Equal(manifest, await read.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/v2/a/manifests/-bad", "MANIFEST_INVALID")]
    [InlineData("/v2/Upper/manifests/1.0", "NAME_INVALID")]
    [InlineData("/v2/a/manifests/sha256:0000000000000000000000000000000000000000000000000000000000000000", "DIGEST_INVALID")]
    public async Task A_manifest_under_an_impossible_name_is_refused(string path, string code)
    {
        await using var registry = await RunningRegistry.StartAsync();

        var answer = await PutManifestAsync(registry, path, ManifestOf());

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(code, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_document_that_is_no_manifest_or_too_large_is_refused()
    {
        await using var registry = await RunningRegistry.StartAsync();

        var nonsense = await PutManifestAsync(registry, "/v2/a/manifests/1", "{\"hello\":1}"u8.ToArray());
        var broken = await PutManifestAsync(registry, "/v2/a/manifests/1", "{"u8.ToArray());
        var large = await PutManifestAsync(registry, "/v2/a/manifests/1", new byte[RawManifest.LargestSize + 1]);

        Assert.Equal(HttpStatusCode.BadRequest, nonsense.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Fact]
    public async Task Nothing_can_be_deleted()
    {
        await using var registry = await RunningRegistry.StartAsync();
        await registry.Http.PostAsync($"/v2/a/blobs/uploads/?digest={ContentDigest}", new ByteArrayContent(Content));

        var answer = await registry.Http.DeleteAsync($"/v2/a/blobs/{ContentDigest}");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Contains("UNSUPPORTED", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_was_pushed_is_there_after_a_restart_and_unfinished_uploads_are_gone()
    {
        using var folder = new TemporaryFolder();
        string upload;
        await using (var first = await RunningRegistry.StartAsync(folder.Path))
        {
            await first.Http.PostAsync($"/v2/a/blobs/uploads/?digest={ContentDigest}", new ByteArrayContent(Content));
            await PutManifestAsync(first, "/v2/a/manifests/1.0", ManifestOf(ContentDigest));
            await PutManifestAsync(first, $"/v2/b/c/manifests/{Digest.Of(ManifestOf())}", ManifestOf());
            upload = (await BeginAsync(first)).ToString();
        }

        await using var second = await RunningRegistry.StartAsync(folder.Path);

        Assert.Equal(ManifestOf(ContentDigest), await second.Http.GetByteArrayAsync("/v2/a/manifests/1.0"));
        Assert.Equal(ManifestOf(), await second.Http.GetByteArrayAsync($"/v2/b/c/manifests/{Digest.Of(ManifestOf())}"));
        Assert.Equal("{\"repositories\":[\"a\",\"b/c\"]}", await second.Http.GetStringAsync("/v2/_catalog"));
        Assert.Equal(HttpStatusCode.NotFound, (await second.Http.GetAsync(upload)).StatusCode);
    }

    [Fact]
    public async Task Pushes_at_once_lose_nothing()
    {
        await using var registry = await RunningRegistry.StartAsync();
        await registry.Http.PostAsync($"/v2/a/blobs/uploads/?digest={ContentDigest}", new ByteArrayContent(Content));

        await Parallel.ForAsync(0, 40, async (i, token) =>
        {
            var own = Encoding.UTF8.GetBytes($"blob {i}");
            await registry.Http.PostAsync($"/v2/r{i % 4}/blobs/uploads/?digest={Digest.Of(own)}", new ByteArrayContent(own), token);
            Assert.Equal(
                HttpStatusCode.Created,
                (await PutManifestAsync(registry, $"/v2/r{i % 4}/manifests/t{i}", ManifestOf(Digest.Of(own), ContentDigest))).StatusCode
            );
        });

        for (var i = 0; i < 40; i++)
        {
            Assert.Equal(
                ManifestOf(Digest.Of(Encoding.UTF8.GetBytes($"blob {i}")), ContentDigest),
                await registry.Http.GetByteArrayAsync($"/v2/r{i % 4}/manifests/t{i}")
            );
        }
    }

    internal static byte[] ManifestOf(params Digest[] blobs)
    {
        var layers = blobs.Skip(1).Select(blob => $$"""{"mediaType":"{{MediaTypes.OciLayer}}","digest":"{{blob}}","size":1}""");
        var config = blobs.Length == 0 ? "" : $$"""{"mediaType":"{{MediaTypes.OciConfig}}","digest":"{{blobs[0]}}","size":1}""";
        return blobs.Length == 0
            ? """{"schemaVersion":2,"manifests":[]}"""u8.ToArray()
            : Encoding.UTF8.GetBytes(
                $$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","config":{{config}},"layers":[{{string.Join(',', layers)}}]}"""
            );
    }

    private static async Task<Uri> BeginAsync(RunningRegistry registry)
    {
        var answer = await registry.Http.PostAsync("/v2/a/b/blobs/uploads/", null);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        return answer.Headers.Location!;
    }

    private static async Task<HttpResponseMessage> PatchAsync(RunningRegistry registry, Uri place, byte[] chunk, string range)
    {
        var content = new ByteArrayContent(chunk);
        content.Headers.TryAddWithoutValidation("Content-Range", range);
        return await registry.Http.PatchAsync(place, content);
    }

    private static async Task<HttpResponseMessage> PutManifestAsync(RunningRegistry registry, string path, byte[] manifest)
    {
        var content = new ByteArrayContent(manifest);
        if (manifest.AsSpan().IndexOf("config"u8) >= 0)
        {
            content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.OciManifest);
        }

        return await registry.Http.PutAsync(path, content);
    }
}

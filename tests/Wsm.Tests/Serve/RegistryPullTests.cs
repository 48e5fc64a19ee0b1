using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Tests.Serve;

/// <summary>The pull part of the distribution specification, request by request.</summary>
public sealed class RegistryPullTests
{
    private static readonly byte[] Content = Encoding.ASCII.GetBytes("0123456789");
    private static readonly Digest ContentDigest = Digest.Of(Content);

    [Fact]
    public async Task The_base_address_says_that_this_is_a_registry()
    {
        await using var registry = await RunningRegistry.StartAsync();

        var answer = await registry.Http.GetAsync("/v2/");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("registry/2.0", answer.Headers.GetValues("Docker-Distribution-Api-Version").Single());
        Assert.Equal("{}", await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("bytes=2-4", 206, "234", "bytes 2-4/10")]
    [InlineData("bytes=7-", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-3", 206, "789", "bytes 7-9/10")]
    [InlineData("bytes=-30", 206, "0123456789", "bytes 0-9/10")]
    [InlineData("bytes=8-100", 206, "89", "bytes 8-9/10")]
    [InlineData("bytes=10-", 416, null, "bytes */10")]
    [InlineData("bytes=4-2", 200, "0123456789", null)]
    [InlineData("bytes=0-1,4-5", 200, "0123456789", null)]
    [InlineData("lines=1-2", 200, "0123456789", null)]
    [InlineData("bytes=a-b", 200, "0123456789", null)]
    public async Task A_range_of_a_blob_is_served_as_asked(string range, int status, string? body, string? contentRange)
    {
        await using var registry = await FilledAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v2/a/blobs/{ContentDigest}");
        request.Headers.TryAddWithoutValidation("Range", range);

        var answer = await registry.Http.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        if (body is not null)
        {
            Assert.Equal(body, await answer.Content.ReadAsStringAsync());
        }

        Assert.Equal(contentRange, answer.Content.Headers.ContentRange?.ToString());
    }

    [Theory]
    [InlineData("/v2/a/manifests/1")]
    [InlineData("/v2/a/tags/list")]
    [InlineData("/v2/_catalog")]
    public async Task A_head_request_has_the_headers_of_a_get_and_no_body(string path)
    {
        await using var registry = await FilledAsync();

        var get = await registry.Http.GetAsync(path);
        var head = await registry.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));

        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/v2/none/manifests/1", "NAME_UNKNOWN")]
    [InlineData("/v2/a/manifests/none", "MANIFEST_UNKNOWN")]
    [InlineData("/v2/a/blobs/sha256:0000000000000000000000000000000000000000000000000000000000000000", "BLOB_UNKNOWN")]
    [InlineData("/v2/none/tags/list", "NAME_UNKNOWN")]
    [InlineData("/v2/a/blobs/uploads/none", "BLOB_UPLOAD_UNKNOWN")]
    public async Task What_is_not_here_has_an_error_code_of_its_own(string path, string code)
    {
        await using var registry = await FilledAsync();

        var answer = await registry.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(code, json.RootElement.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("/v2/a/blobs/sha256:123", "DIGEST_INVALID")]
    [InlineData("/v2/a/referrers/latest", "DIGEST_INVALID")]
    [InlineData("/v2/a/tags/list?n=-1", "UNSUPPORTED")]
    [InlineData("/v2/a%2f..%2f..%2fetc/manifests/1", "NAME_INVALID")]
    public async Task A_malformed_request_is_told_so(string path, string code)
    {
        await using var registry = await FilledAsync();

        var answer = await registry.Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(code, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Tags_come_in_order_and_page_by_page()
    {
        await using var registry = await RunningRegistry.StartAsync();
        foreach (var tag in (string[])["v2", "A1", "b", "a0", "latest"])
        {
            await PutIndexAsync(registry, tag);
        }

        var first = await registry.Http.GetAsync("/v2/a/tags/list?n=2");
        var link = first.Headers.GetValues("Link").Single();
        var second = await registry.Http.GetAsync(link[1..link.IndexOf('>')]);
        var last = await registry.Http.GetAsync("/v2/a/tags/list?n=2&last=latest");

        Assert.Equal("""{"name":"a","tags":["a0","A1"]}""", await first.Content.ReadAsStringAsync());
        Assert.EndsWith("; rel=\"next\"", link);
        Assert.Equal("""{"name":"a","tags":["b","latest"]}""", await second.Content.ReadAsStringAsync());
        Assert.Equal("""{"name":"a","tags":["v2"]}""", await last.Content.ReadAsStringAsync());
        Assert.False(last.Headers.Contains("Link"));
        Assert.Equal("""{"name":"a","tags":[]}""", await registry.Http.GetStringAsync("/v2/a/tags/list?n=0"));
    }

    [Fact]
    public async Task Referrers_of_a_manifest_are_listed_and_can_be_filtered_by_type()
    {
        await using var registry = await FilledAsync();
        var subject = Digest.Of(RegistryPushTests.ManifestOf(ContentDigest));
        var signature = Encoding.UTF8.GetBytes(
            $$"""
            {"schemaVersion":2,"mediaType":"{{MediaTypes.OciManifest}}","artifactType":"application/x-signature","config":{"mediaType":"{{MediaTypes.OciEmpty}}","digest":"{{ContentDigest}}","size":10},
             "layers":[],"subject":{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{subject}}","size":1 },"annotations":{"by":"someone"} }
            """
        );
        var content = new ByteArrayContent(signature);
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.OciManifest);

        var put = await registry.Http.PutAsync($"/v2/a/manifests/{Digest.Of(signature)}", content);
        var all = await registry.Http.GetStringAsync($"/v2/a/referrers/{subject}");
        var other = await registry.Http.GetAsync($"/v2/a/referrers/{subject}?artifactType=application/x-sbom");
        var none = await registry.Http.GetAsync($"/v2/nowhere/referrers/{subject}");

        Assert.Equal(subject.ToString(), put.Headers.GetValues("OCI-Subject").Single());
        var listed = ImageIndex.Parse(Encoding.UTF8.GetBytes(all)).Manifests.Single();
        Assert.Equal(Digest.Of(signature), listed.Digest);
        Assert.Equal("application/x-signature", listed.ArtifactType);
        Assert.Equal("someone", listed.Annotations["by"]);
        Assert.Equal("artifactType", other.Headers.GetValues("OCI-Filters-Applied").Single());
        Assert.Empty(ImageIndex.Parse(await other.Content.ReadAsByteArrayAsync()).Manifests);
        Assert.Equal(HttpStatusCode.OK, none.StatusCode);
    }

    private static async Task<RunningRegistry> FilledAsync()
    {
        var registry = await RunningRegistry.StartAsync();
        await registry.Http.PostAsync($"/v2/a/blobs/uploads/?digest={ContentDigest}", new ByteArrayContent(Content));
        var content = new ByteArrayContent(RegistryPushTests.ManifestOf(ContentDigest));
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.OciManifest);
        Assert.Equal(HttpStatusCode.Created, (await registry.Http.PutAsync("/v2/a/manifests/1", content)).StatusCode);
        return registry;
    }

    private static async Task PutIndexAsync(RunningRegistry registry, string tag)
    {
        var content = new ByteArrayContent(RegistryPushTests.ManifestOf());
        content.Headers.ContentType = new MediaTypeHeaderValue(MediaTypes.OciIndex);
        Assert.Equal(HttpStatusCode.Created, (await registry.Http.PutAsync($"/v2/a/manifests/{tag}", content)).StatusCode);
    }
}

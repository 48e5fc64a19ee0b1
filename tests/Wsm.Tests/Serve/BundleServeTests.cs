using System.Net;
using System.Text;
using System.Text.Json;
using Wsm.Bundles.Reading;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Serve;

/// <summary>A bundle as a registry: the MUSTs of pulling (distribution specification 1.1), names, mirrors and charts.</summary>
public sealed class BundleServeTests
{
    [Fact]
    public async Task Every_manifest_and_blob_of_every_image_is_served_byte_for_byte()
    {
        using var made = await SampleBundle.MakeAsync();
        await using var serve = await RunningServe.StartAsync("--bundle", made.Folder);
        using var bundle = Bundle.Open(made.Folder);

        var checkedContents = 0;
        foreach (var image in bundle.Images)
        {
            var (status, root) = await serve.GetAsync($"/v2/{image.Reference.Repository}/manifests/{image.Reference.Tag}");
            Assert.Equal((HttpStatusCode.OK, image.Root), (status, Digest.Of(root)));
            foreach (var content in image.Entry.Contents)
            {
                var room = MediaTypes.IsManifest(content.MediaType) || MediaTypes.IsIndex(content.MediaType) ? "manifests" : "blobs";
                using var answer = await serve.Http.GetAsync($"/v2/{image.Reference.Repository}/{room}/{content.Digest}");
                var body = await answer.Content.ReadAsByteArrayAsync();
                Assert.Equal(content.Digest, Digest.Of(body));
                Assert.Equal(content.Digest.ToString(), answer.Headers.GetValues("Docker-Content-Digest").Single());
                if (room == "manifests")
                {
                    Assert.Equal(content.MediaType, answer.Content.Headers.ContentType!.MediaType);
                }

                checkedContents++;
            }
        }
        Assert.Equal(bundle.Images.Sum(image => image.Entry.Contents.Count), checkedContents);
    }

    [Theory]
    [InlineData("GET", "/v2/", 200, null)]
    [InlineData("HEAD", "/v2/team/app/manifests/1.0", 200, null)]
    [InlineData("GET", "/v2/team/app/manifests/9.9", 404, "MANIFEST_UNKNOWN")]
    [InlineData("GET", "/v2/team/none/manifests/1.0", 404, "NAME_UNKNOWN")]
    [InlineData("GET", "/v2/team/none/tags/list", 404, "NAME_UNKNOWN")]
    [InlineData("GET", "/v2/Team/app/tags/list", 400, "NAME_INVALID")]
    [InlineData("GET", "/v2/team/app/blobs/sha256:0000000000000000000000000000000000000000000000000000000000000000", 404, "BLOB_UNKNOWN")]
    [InlineData("GET", "/v2/team/app/blobs/sha256:12", 400, "DIGEST_INVALID")]
    [InlineData("GET", "/v2/team/app/referrers/sha256:0000000000000000000000000000000000000000000000000000000000000000", 200, null)]
    [InlineData("GET", "/v2/team/app/tags/list?n=x", 400, "UNSUPPORTED")]
    [InlineData("PUT", "/v2/team/app/manifests/1.0", 405, "UNSUPPORTED")]
    [InlineData("POST", "/v2/team/app/blobs/uploads/", 405, "UNSUPPORTED")]
    [InlineData("DELETE", "/v2/team/app/manifests/1.0", 405, "UNSUPPORTED")]
    [InlineData("GET", "/v2/%2e%2e/%2e%2e/etc/passwd/manifests/x", 404, null)]
    [InlineData("GET", "/charts/..%2f..%2fbundle.json", 404, null)]
    [InlineData("GET", "/charts/..%2fbundle.tgz", 404, null)]
    [InlineData("GET", "/../../etc/passwd", 404, null)]
    public async Task A_request_gets_the_status_and_code_of_the_specification(string method, string path, int status, string? code)
    {
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        await using var serve = await RunningServe.StartAsync("--bundle", made.Folder);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using var answer = await serve.Http.SendAsync(request);

        Assert.Equal(status, (int)answer.StatusCode);
        if (code is null)
        {
            return;
        }

        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(code, json.RootElement.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_blob_is_read_from_any_offset_across_the_blocks_of_its_archive()
    {
        var image = TestImages.Random(7, 300_000);
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = image });
        await using var serve = await RunningServe.StartAsync("--bundle", made.Folder);
        using var bundle = Bundle.Open(made.Folder);
        var layer = bundle.Images[0].Entry.Contents.MaxBy(content => content.Size)!;
        var path = $"/v2/team/app/blobs/{layer.Digest}";
        var (_, whole) = await serve.GetAsync(path);

        foreach (
            var (start, end) in new (int, int)[]
            {
                (0, 0),
                (65_534, 65_535),
                (65_535, 131_072),
                (1, whole.Length - 2),
                (whole.Length - 1, whole.Length - 1),
            }
        )
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation("Range", $"bytes={start}-{end}");
            using var answer = await serve.Http.SendAsync(request);

            Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
            Assert.Equal($"bytes {start}-{end}/{whole.Length}", answer.Content.Headers.ContentRange!.ToString());
            Assert.Equal(whole[start..(end + 1)], await answer.Content.ReadAsByteArrayAsync());
        }
    }

    [Fact]
    public async Task A_mirror_is_asked_for_the_name_with_the_registry_in_ns()
    {
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        await using var serve = await RunningServe.StartAsync("--bundle", made.Folder);

        Assert.Equal(HttpStatusCode.OK, (await serve.GetAsync($"/v2/team/app/manifests/1.0?ns={made.Upstream}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await serve.GetAsync("/v2/team/app/manifests/1.0?ns=quay.io")).Status);
    }

    [Fact]
    public async Task Tags_and_catalog_come_in_pages_that_link_to_one_another()
    {
        using var made = await SampleBundle.MakeAsync();
        await using var serve = await RunningServe.StartAsync("--bundle", made.Folder);
        var found = new List<string>();

        for (string? next = "/v2/_catalog?n=2"; next is not null; )
        {
            using var answer = await serve.Http.GetAsync(next);
            using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            found.AddRange(json.RootElement.GetProperty("repositories").EnumerateArray().Select(name => name.GetString()!));
            next = answer.Headers.TryGetValues("Link", out var links) ? links.Single().Split('>')[0].TrimStart('<') : null;
        }

        Assert.Equal(["charts/operator", "charts/product", "other/many", "team/app", "team/tool"], found);
    }

    [Fact]
    public async Task The_charts_are_a_repository_and_artifacts()
    {
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        await using var serve = await RunningServe.StartAsync("--bundle", made.Folder);

        var index = Encoding.UTF8.GetString((await serve.GetAsync("/index.yaml")).Body);
        var archive = await serve.GetAsync("/charts/operator-1.4.8.tgz");
        var artifact = RawManifest
            .Create((await serve.GetAsync("/v2/charts/product/manifests/0.18.0_build.7")).Body, MediaTypes.OciManifest)
            .AsImage();
        var layer = await serve.GetAsync($"/v2/charts/product/blobs/{artifact.Layers[0].Digest}");

        Assert.Contains("charts/operator-1.4.8.tgz", index);
        Assert.Equal(made.Charts[0], archive.Body);
        Assert.Equal(made.Charts[1], layer.Body);
        Assert.Equal(made.Charts[1], (await serve.GetAsync("/charts/product-0.18.0%2Bbuild.7.tgz")).Body);
    }

    [Fact]
    public async Task A_damaged_image_is_named_and_the_others_are_served()
    {
        using var made = await SampleBundle.MakeAsync();
        string file;
        using (var bundle = Bundle.Open(made.Folder))
        {
            file = bundle.Folder.PathOf(bundle.Images.Single(image => image.Reference.Repository == "team/app").Entry.File!);
        }

        File.WriteAllBytes(file, new byte[1000]);

        await using var serve = await RunningServe.StartAsync("--bundle", made.Folder);

        Assert.Contains("team/app:1.0 is not served", serve.Error);
        Assert.Equal(HttpStatusCode.NotFound, (await serve.GetAsync("/v2/team/app/manifests/1.0")).Status);
        Assert.Equal(HttpStatusCode.OK, (await serve.GetAsync("/v2/team/tool/manifests/2.0")).Status);
    }

    [Fact]
    public async Task A_push_is_kept_beside_the_bundle_and_survives_a_restart()
    {
        using var folder = new TemporaryFolder();
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        var before = File.ReadAllBytes(Path.Combine(made.Folder, "bundle.json"));
        await using (
            var serve = await RunningServe.StartAsync("--bundle", made.Folder, "--anonymous-push", "--allow-push", folder["pushed"])
        )
        {
            await TestImagesPush.PushAsync(serve.Host, "team/app", "2.0", TestImages.Busybox("pushed"));
            Assert.Equal(0, await serve.StopAsync());
        }
        await using var again = await RunningServe.StartAsync(
            "--bundle",
            made.Folder,
            "--anonymous-push",
            "--allow-push",
            folder["pushed"]
        );

        var tags = Encoding.UTF8.GetString((await again.GetAsync("/v2/team/app/tags/list")).Body);

        Assert.Contains("[\"1.0\",\"2.0\"]", tags);
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/v2/team/app/manifests/2.0")).Status);
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/v2/team/app/manifests/1.0")).Status);
        Assert.Equal(before, File.ReadAllBytes(Path.Combine(made.Folder, "bundle.json")));
    }

    [Fact]
    public async Task Two_hundred_clients_at_once_get_every_byte()
    {
        using var made = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Random(3, 400_000) }
        );
        await using var serve = await RunningServe.StartAsync("--quiet", "--bundle", made.Folder);
        using var bundle = Bundle.Open(made.Folder);
        var layer = bundle.Images[0].Entry.Contents.MaxBy(content => content.Size)!;

        var digests = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(async _ => Digest.Of((await serve.GetAsync($"/v2/team/app/blobs/{layer.Digest}")).Body))
        );

        Assert.Equal([layer.Digest], digests.Distinct());
        Assert.Contains(
            "wsm_http_requests_total{method=\"GET\",status=\"200\"} 200",
            Encoding.UTF8.GetString((await serve.GetAsync("/metrics")).Body)
        );
    }
}

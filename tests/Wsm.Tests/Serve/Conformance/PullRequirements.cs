using Wsm.Oci.Models;
using Wsm.Peers;
using static System.Net.HttpStatusCode;

namespace Wsm.Tests.Serve.Conformance;

/// <summary>What the specification asks of a registry that is pulled from.</summary>
internal static class PullRequirements
{
    private const string Nothing = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
    private const string Manifests = "Pull, Pulling manifests (end-3)";
    private const string Blobs = "Pull, Pulling blobs (end-2)";
    private const string Checks = "Pull, Checking if content exists in the registry (end-2, end-3)";
    private static readonly string Blob = $"/v2/team/app/blobs/{SpecServers.Layer.Digest}";

    public static IEnumerable<Requirement> All =>
        [
            new("API, Determining Support (end-1)", "the base address answers 200", async s => (await s.AskAsync("GET", "/v2/")).Is(OK)),
            new(Manifests, "a tag gives the manifest with 200, its digest and its type without parameters", s =>
                ServesManifestAsync(s, "team/app", "1.0", SpecServers.App)
            ),
            new(Manifests, "the tag of an index gives the index", s => ServesManifestAsync(s, "team/many", "3.0", SpecServers.Many)),
            new(Manifests, "a digest gives the manifest", s => ServesManifestAsync(s, "team/app", SpecServers.App.Digest, SpecServers.App)),
            new(Manifests, "the manifests that an index names are served by digest", async s =>
            {
                foreach (var (digest, child) in SpecServers.Many.Children)
                {
                    Assert.Equal(
                        child.MediaType,
                        (await s.AskAsync("GET", $"/v2/team/many/manifests/{digest}")).Is(OK).Holds(child.Bytes, digest).ContentType
                    );
                }
            }),
            new(Manifests, "whatever types the client accepts, in whatever form it says so, the manifest comes as it was pushed", async s =>
            {
                foreach (
                    var accept in (string[])
                        [
                            "",
                            "*/*",
                            MediaTypes.OciIndex,
                            MediaTypes.DockerManifest,
                            $"{MediaTypes.DockerList};q=0.5, {MediaTypes.OciManifest}",
                            $"{MediaTypes.OciManifest},{MediaTypes.OciIndex}, */*;q=0.1",
                        ]
                )
                {
                    Assert.Equal(
                        MediaTypes.OciManifest,
                        (await s.AskAsync("GET", "/v2/team/app/manifests/1.0", ("Accept", accept)))
                            .Is(OK)
                            .Holds(SpecServers.App.Root)
                            .ContentType
                    );
                }
            }),
            new(Manifests, "an unknown tag is 404", async s =>
                (await s.AskAsync("GET", "/v2/team/app/manifests/none")).Fails(NotFound, "MANIFEST_UNKNOWN")
            ),
            new(Manifests, "an unknown digest is 404", async s =>
                (await s.AskAsync("GET", $"/v2/team/app/manifests/{Nothing}")).Fails(NotFound, "MANIFEST_UNKNOWN")
            ),
            new(Manifests, "a manifest of another repository is not in this one", async s =>
                (await s.AskAsync("GET", $"/v2/team/many/manifests/{SpecServers.App.Digest}")).Fails(NotFound, "MANIFEST_UNKNOWN")
            ),
            new("Push, Pushing Manifests (end-7)", "an unknown repository is 404", async s =>
                (await s.AskAsync("GET", "/v2/team/none/manifests/1.0")).Fails(NotFound, "NAME_UNKNOWN")
            ),
            new(Manifests, "what is neither a tag nor a digest finds nothing", async s =>
            {
                foreach (
                    var reference in (string[])
                        ["-1", ".1", new string('a', 129), "sha256:1234", "SHA256:" + Nothing[7..], "1.0%00", "1.0%2F..%2F1.0"]
                )
                {
                    Assert.InRange((await s.AskAsync("GET", $"/v2/team/app/manifests/{reference}")).Status, 400, 404);
                }
            }),
            new(Manifests, "a name that the grammar does not make is refused", async s =>
            {
                foreach (
                    var name in (string[])
                        [
                            "Team/app",
                            "team//app",
                            "-team/app",
                            "team-/app",
                            "te..am/app",
                            "te___am",
                            "team/.app",
                            "te am",
                            "team/app_",
                            new string('a', 256),
                        ]
                )
                {
                    (await s.AskAsync("GET", $"/v2/{Uri.EscapeDataString(name).Replace("%2F", "/")}/tags/list")).Fails(
                        BadRequest,
                        "NAME_INVALID"
                    );
                }
            }),
            new(Manifests, "a name that the grammar makes can be used", async s =>
            {
                foreach (
                    var name in (string[])["a", "0/1", "a.b", "a_b", "a__b", "a-b", "a---b", "a/b/c/d/e/f.g__h--i", new string('a', 255)]
                )
                {
                    (await s.PullAsync($"/v2/{name}/blobs/{await s.HoldAsync(name, [1, 2, 3])}")).Is(OK);
                }
            }),
            new(Blobs, "a blob comes with 200 and its digest", async s =>
                (await s.AskAsync("GET", Blob)).Is(OK).Holds(SpecServers.Layer.Bytes)
            ),
            new(Blobs, "every blob of every image is there", async s =>
            {
                foreach (
                    var (name, image) in (IEnumerable<(string, ImageContent)>)
                        [("team/app", SpecServers.App), ("team/many", SpecServers.Many)]
                )
                {
                    foreach (var (digest, bytes) in image.Blobs)
                    {
                        (await s.AskAsync("GET", $"/v2/{name}/blobs/{digest}")).Is(OK).Holds(bytes, digest);
                    }
                }
            }),
            new(Blobs, "an unknown blob is 404", async s =>
                (await s.AskAsync("GET", $"/v2/team/app/blobs/{Nothing}")).Fails(NotFound, "BLOB_UNKNOWN")
            ),
            new(Blobs, "a blob of another repository is not in this one", async s =>
                (await s.AskAsync("GET", $"/v2/team/many/blobs/{SpecServers.Layer.Digest}")).Fails(NotFound, "BLOB_UNKNOWN")
            ),
            new(Blobs, "what is no digest is refused", async s =>
                (await s.AskAsync("GET", "/v2/team/app/blobs/latest")).Fails(BadRequest, "DIGEST_INVALID")
            ),
            new(Blobs + ", RFC 9110 14", "a range comes with 206 and where it lies", async s =>
            {
                var bytes = SpecServers.Layer.Bytes;
                foreach (
                    var (range, start, end) in new (string, int, int)[]
                    {
                        ("bytes=0-0", 0, 0),
                        ("bytes=65534-65536", 65_534, 65_536),
                        ("bytes=100000-", 100_000, bytes.Length - 1),
                        ("bytes=-7", bytes.Length - 7, bytes.Length - 1),
                        ($"bytes=1-{long.MaxValue}", 1, bytes.Length - 1),
                    }
                )
                {
                    var answer = (await s.AskAsync("GET", Blob, ("Range", range))).Is(PartialContent);
                    Assert.Equal($"bytes {start}-{end}/{bytes.Length}", answer.Header("Content-Range"));
                    Assert.Equal(bytes[start..(end + 1)], answer.Body);
                }
            }),
            new(Blobs + ", RFC 9110 14", "a range behind the end is 416 with the blob's length", async s =>
            {
                foreach (var range in (string[])[$"bytes={SpecServers.Layer.Bytes.Length}-", $"bytes={long.MaxValue}-", "bytes=-0"])
                {
                    Assert.Equal(
                        $"bytes */{SpecServers.Layer.Bytes.Length}",
                        (await s.AskAsync("GET", Blob, ("Range", range)))
                            .Fails(RequestedRangeNotSatisfiable, "SIZE_INVALID")
                            .Header("Content-Range")
                    );
                }
            }),
            new(Blobs + ", RFC 9110 14", "a range that cannot be understood counts as none", async s =>
            {
                foreach (
                    var range in (string[])
                        [
                            "bytes=",
                            "bytes=-",
                            "bytes=5-4",
                            "bytes=a-b",
                            "bytes=1",
                            "bytes=--1",
                            "bytes=99999999999999999999-",
                            "octets=0-1",
                            "bytes=0-1,5-6",
                            "bytes 0-1",
                        ]
                )
                {
                    (await s.AskAsync("GET", Blob, ("Range", range))).Is(OK).Holds(SpecServers.Layer.Bytes);
                }
            }),
            new(Blobs + ", RFC 9110 13.1.5", "If-Range with another tag gives everything", async s =>
            {
                (await s.AskAsync("GET", Blob, ("Range", "bytes=0-1"), ("If-Range", "\"another\""))).Is(OK).Holds(SpecServers.Layer.Bytes);
                (await s.AskAsync("GET", Blob, ("Range", "bytes=0-1"), ("If-Range", $"\"{SpecServers.Layer.Digest}\""))).Is(PartialContent);
            }),
            new(Checks, "HEAD of a manifest has 200, digest, length and no body", async s =>
            {
                foreach (var reference in (string[])["1.0", SpecServers.App.Digest])
                {
                    ChecksHead(
                        await s.AskAsync("HEAD", $"/v2/team/app/manifests/{reference}"),
                        SpecServers.App.Root.Length,
                        SpecServers.App.Digest
                    );
                }
            }),
            new(Checks, "HEAD of a blob has 200, digest, length and no body, and knows no ranges", async s =>
            {
                ChecksHead(await s.AskAsync("HEAD", Blob), SpecServers.Layer.Bytes.Length, SpecServers.Layer.Digest);
                ChecksHead(
                    await s.AskAsync("HEAD", Blob, ("Range", "bytes=0-1")),
                    SpecServers.Layer.Bytes.Length,
                    SpecServers.Layer.Digest
                );
            }),
            new(Checks, "HEAD of what is not there is 404", async s =>
            {
                foreach (
                    var path in (string[])
                        [
                            "/v2/team/app/manifests/none",
                            $"/v2/team/app/manifests/{Nothing}",
                            $"/v2/team/app/blobs/{Nothing}",
                            "/v2/team/none/manifests/1.0",
                        ]
                )
                {
                    Assert.Empty((await s.AskAsync("HEAD", path)).Is(NotFound).Body);
                }
            }),
            new("Registry Proxying", "the registry that a mirror is asked for decides, and is named in the answer", async s =>
            {
                Assert.Equal(
                    s.Upstream,
                    (await s.AskAsync("GET", $"/v2/team/app/manifests/1.0?ns={s.Upstream}")).Is(OK).Header("OCI-Namespace")
                );
                (await s.AskAsync("GET", "/v2/team/app/manifests/1.0?ns=quay.io")).Fails(NotFound, "NAME_UNKNOWN");
                Assert.Null((await s.AskAsync("GET", "/v2/team/app/manifests/1.0")).Is(OK).Header("OCI-Namespace"));
            }),
        ];

    private static async Task ServesManifestAsync(SpecServers s, string name, string reference, ImageContent image) =>
        Assert.Equal(image.MediaType, (await s.AskAsync("GET", $"/v2/{name}/manifests/{reference}")).Is(OK).Holds(image.Root).ContentType);

    private static void ChecksHead(SpecAnswer answer, long length, string digest)
    {
        answer.Is(OK);
        Assert.Empty(answer.Body);
        Assert.Equal((length, digest), (answer.Length, answer.Header("Docker-Content-Digest")));
    }
}

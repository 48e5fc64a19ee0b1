using Wsm.Oci.References;
using static System.Net.HttpStatusCode;

namespace Wsm.Tests.Serve.Conformance;

/// <summary>What the specification asks of a registry that blobs are pushed to.</summary>
internal static class BlobPushRequirements
{
    private const string TwoSteps = "Push, POST then PUT (end-4a, end-6)";
    private const string OneStep = "Push, Single POST (end-4b)";
    private const string Chunks = "Push, Pushing a blob in chunks (end-5, end-6, end-13)";
    private const string Cancel = "Push, Cancel a blob upload (end-14)";
    private const string Mount = "Push, Mounting a blob from another repository (end-11)";
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
    private static readonly string ContentDigest = Digest.Of(Content).ToString();
    private static readonly string Other = Digest.Of("something else"u8).ToString();

    public static IEnumerable<Requirement> All =>
        [
            new(TwoSteps, "POST answers 202 with a place that is this upload's alone", async s =>
                Assert.NotEqual(await s.BeginAsync("spec/a"), await s.BeginAsync("spec/a"))
            ),
            new(TwoSteps, "PUT with everything answers 201 with a place to pull from", async s =>
            {
                var stored = (await s.FinishAsync(await s.BeginAsync("spec/a"), ContentDigest, Content)).Is(Created);
                (await s.PullAsync(stored.Location)).Is(OK).Holds(Content);
            }),
            new(TwoSteps, "an empty blob is a blob", async s =>
            {
                var name = s.NewName();
                (await s.PullAsync($"/v2/{name}/blobs/{await s.HoldAsync(name, [])}")).Is(OK).Holds([]);
            }),
            new("Push, Pushing blobs", "a digest that is not the content's is 400, and neither is kept", async s =>
            {
                var name = s.NewName();
                var unique = Guid.NewGuid().ToByteArray();
                (await s.FinishAsync(await s.BeginAsync(name), Other, unique)).Fails(BadRequest, "DIGEST_INVALID");
                (await s.PullAsync($"/v2/{name}/blobs/{Other}")).Fails(NotFound, "BLOB_UNKNOWN");
                (await s.PullAsync($"/v2/{name}/blobs/{Digest.Of(unique)}")).Fails(NotFound, "BLOB_UNKNOWN");
            }),
            new("Push, Pushing blobs", "a digest that is malformed, absent or of an unknown algorithm is 400", async s =>
            {
                foreach (var digest in (string[])["sha256:12", "md5:d41d8cd98f00b204e9800998ecf8427e", "", "latest", "../../etc/passwd"])
                {
                    (await s.FinishAsync(await s.BeginAsync("spec/a"), Uri.EscapeDataString(digest), Content)).Fails(
                        BadRequest,
                        "DIGEST_INVALID"
                    );
                }
            }),
            new(OneStep, "POST with a digest answers 201 with a place to pull from", async s =>
            {
                var stored = (await s.PushAsync("POST", $"/v2/spec/a/blobs/uploads/?digest={ContentDigest}", Content)).Is(Created);
                (await s.PullAsync(stored.Location)).Is(OK).Holds(Content);
            }),
            new(OneStep, "a digest that is not the content's is 400", async s =>
                (await s.PushAsync("POST", $"/v2/spec/a/blobs/uploads/?digest={Other}", Content)).Fails(BadRequest, "DIGEST_INVALID")
            ),
            new(Chunks, "each chunk answers 202 with the place of the next and what there is", async s =>
            {
                var first = (await s.PatchAsync(await s.BeginAsync("spec/a"), Content[..10], "0-9")).Is(Accepted);
                var second = (await s.PatchAsync(first.Location, Content[10..60], "10-59")).Is(Accepted);
                Assert.Equal(("0-9", "0-59"), (first.Header("Range"), second.Header("Range")));
                (
                    await s.PullAsync(
                        (await s.FinishAsync(second.Location, ContentDigest, Content[60..], ("Content-Range", "60-99")))
                            .Is(Created)
                            .Location
                    )
                )
                    .Is(OK)
                    .Holds(Content);
            }),
            new(Chunks, "the last chunk may come before the PUT", async s =>
            {
                var last = (await s.PatchAsync(await s.BeginAsync("spec/a"), Content, "0-99")).Is(Accepted);
                (await s.PullAsync((await s.FinishAsync(last.Location, ContentDigest)).Is(Created).Location)).Is(OK).Holds(Content);
            }),
            new(Chunks, "a PATCH without a range adds to the end", async s =>
            {
                var first = (await s.PushAsync("PATCH", await s.BeginAsync("spec/a"), Content[..50])).Is(Accepted);
                var second = (await s.PushAsync("PATCH", first.Location, Content[50..])).Is(Accepted);
                (await s.FinishAsync(second.Location, ContentDigest)).Is(Created);
            }),
            new(Chunks, "a chunk out of order is 416, and the upload goes on from where it stands", async s =>
            {
                var place = (await s.PatchAsync(await s.BeginAsync("spec/a"), Content[..10], "0-9")).Location;
                foreach (var range in (string[])["0-9", "11-20", "5-14", "1000-1009", "9-8", "-9", "x"])
                {
                    Assert.Equal(
                        "0-9",
                        (await s.PatchAsync(place, Content[10..20], range)).Is(RequestedRangeNotSatisfiable).Header("Range")
                    );
                }
                (await s.FinishAsync((await s.PatchAsync(place, Content[10..], "10-99")).Is(Accepted).Location, ContentDigest)).Is(Created);
            }),
            new(Chunks, "the first chunk must begin with 0", async s =>
                (await s.PatchAsync(await s.BeginAsync("spec/a"), Content, "1-100")).Is(RequestedRangeNotSatisfiable)
            ),
            new(Chunks, "a chunk that is not as long as its range is refused", async s =>
                (await s.PatchAsync(await s.BeginAsync("spec/a"), Content, "0-9")).Fails(
                    RequestedRangeNotSatisfiable,
                    "BLOB_UPLOAD_INVALID"
                )
            ),
            new(Chunks, "a last chunk out of order is 416, and the upload can still be closed", async s =>
            {
                var place = (await s.PatchAsync(await s.BeginAsync("spec/a"), Content[..90], "0-89")).Location;
                (await s.FinishAsync(place, ContentDigest, Content[90..], ("Content-Range", "80-89"))).Is(RequestedRangeNotSatisfiable);
                (await s.FinishAsync(place, ContentDigest, Content[90..], ("Content-Range", "90-99"))).Is(Created);
            }),
            new(Chunks, "GET of an upload is 204 with its place and what there is", async s =>
            {
                var place = (await s.PatchAsync(await s.BeginAsync("spec/a"), Content[..33], "0-32")).Location;
                var state = (await s.PullAsync(place)).Is(NoContent);
                Assert.Equal("0-32", state.Header("Range"));
                (await s.FinishAsync((await s.PatchAsync(state.Location, Content[33..], "33-99")).Is(Accepted).Location, ContentDigest)).Is(
                    Created
                );
            }),
            new(Chunks, "an upload that is over, or never was, is 404", async s =>
            {
                var place = await s.BeginAsync("spec/a");
                (await s.FinishAsync(place, ContentDigest, Content)).Is(Created);
                foreach (var path in (string[])[place, "/v2/spec/a/blobs/uploads/none", "/v2/spec/a/blobs/uploads/..%2f..%2findex.json"])
                {
                    (await s.PullAsync(path)).Fails(NotFound, "BLOB_UPLOAD_UNKNOWN");
                    (await s.PatchAsync(path, Content, "0-99")).Fails(NotFound, "BLOB_UPLOAD_UNKNOWN");
                    (await s.FinishAsync(path, ContentDigest)).Fails(NotFound, "BLOB_UPLOAD_UNKNOWN");
                }
            }),
            new(Chunks, "a sha512 digest is checked as one", async s =>
            {
                var long512 = Digest.Of(Content, Digest.Sha512).ToString();
                (await s.FinishAsync(await s.BeginAsync("spec/a"), long512, Content[1..])).Fails(BadRequest, "DIGEST_INVALID");
                (await s.PullAsync((await s.FinishAsync(await s.BeginAsync("spec/a"), long512, Content)).Is(Created).Location))
                    .Is(OK)
                    .Holds(Content, long512);
            }),
            new(Cancel, "DELETE of an upload is 204, and it is gone", async s =>
            {
                var place = (await s.PatchAsync(await s.BeginAsync("spec/a"), Content[..10], "0-9")).Location;
                (await s.PushAsync("DELETE", place)).Is(NoContent);
                (await s.PullAsync(place)).Fails(NotFound, "BLOB_UPLOAD_UNKNOWN");
            }),
            new(Mount, "a blob of another repository is mounted with 201 and a place to pull from", async s =>
            {
                var (from, to, own) = (s.NewName(), s.NewName(), Guid.NewGuid().ToByteArray());
                var digest = await s.HoldAsync(from, own);
                (await s.PullAsync((await s.PushAsync("POST", $"/v2/{to}/blobs/uploads/?mount={digest}&from={from}")).Is(Created).Location))
                    .Is(OK)
                    .Holds(own);
            }),
            new(Mount, "without a source, what can be found is mounted", async s =>
            {
                var digest = await s.HoldAsync(s.NewName(), Content);
                (await s.PullAsync((await s.PushAsync("POST", $"/v2/{s.NewName()}/blobs/uploads/?mount={digest}")).Is(Created).Location))
                    .Is(OK)
                    .Holds(Content);
            }),
            new(Mount, "what cannot be mounted begins an upload with 202", async s =>
            {
                var own = Guid.NewGuid().ToByteArray();
                var digest = Digest.Of(own).ToString();
                var begun = (await s.PushAsync("POST", $"/v2/{s.NewName()}/blobs/uploads/?mount={digest}&from=spec/none")).Is(Accepted);
                (await s.FinishAsync(begun.Location, digest, own)).Is(Created);
            }),
            new("Content Management, Deleting Blobs (end-10)", "deleting is off: 405, and the blob stays", async s =>
            {
                var place = $"/v2/spec/a/blobs/{await s.HoldAsync("spec/a", Content)}";
                (await s.PushAsync("DELETE", place)).Fails(MethodNotAllowed, "UNSUPPORTED");
                (await s.PullAsync(place)).Is(OK);
            }),
            new("Requirements", "a registry that takes no pushes says so to each of them", async s =>
            {
                foreach (
                    var (method, path) in new (string, string)[]
                    {
                        ("POST", "/v2/team/app/blobs/uploads/"),
                        ("PATCH", "/v2/team/app/blobs/uploads/x"),
                        ("PUT", "/v2/team/app/blobs/uploads/x"),
                        ("PUT", "/v2/team/app/manifests/1.0"),
                        ("DELETE", "/v2/team/app/manifests/1.0"),
                        ("DELETE", $"/v2/team/app/blobs/{SpecServers.Layer.Digest}"),
                    }
                )
                {
                    Assert.Equal("GET, HEAD", (await s.AskAsync(method, path)).Fails(MethodNotAllowed, "UNSUPPORTED").Header("Allow"));
                }
            }),
        ];
}

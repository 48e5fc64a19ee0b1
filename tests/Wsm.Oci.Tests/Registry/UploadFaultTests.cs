using System.Net;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using static Wsm.Oci.Tests.Registry.Samples;

namespace Wsm.Oci.Tests.Registry;

/// <summary>Uploads to a registry that fails, limits and changes its mind.</summary>
public sealed class UploadFaultTests
{
    private static readonly byte[] Content = Bytes(400_000);
    private static readonly Descriptor Blob = Describe(Content);

    [Fact]
    public async Task An_upload_that_was_cut_off_is_begun_anew()
    {
        var puts = 0;
        await using var registry = new MemoryRegistry
        {
            Before = request => request.Method == "PUT" && ++puts <= 2 ? Reply.Text(502, "") : null,
        };
        var sent = 0L;
        using var client = new RegistryClient(Quick);
        var outcome = await client
            .GetRepository(registry.Host, "a")
            .UploadBlobAsync(Blob, Opener(Content), new UploadOptions { OnSent = bytes => sent += bytes }, Token);
        Assert.Equal(UploadOutcome.Uploaded, outcome);
        Assert.Equal(Content, registry.Stored(Blob));
        Assert.Equal(Content.Length, sent);
        Assert.Equal(2, registry.Server.Requests.Count(request => request.Method == "DELETE"));
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_not_sent_again()
    {
        await using var registry = new MemoryRegistry();
        registry.After = (request, reply) => request.Method == "PUT" ? Reply.Reset : reply;
        using var client = new RegistryClient(Quick);
        Assert.Equal(
            UploadOutcome.Uploaded,
            await client.GetRepository(registry.Host, "a").UploadBlobAsync(Blob, Opener(Content), null, Token)
        );
        Assert.Single(registry.Server.Requests, request => request.Method == "PUT");
    }

    [Fact]
    public async Task A_limit_on_bodies_is_found_once_and_kept_to()
    {
        await using var registry = new MemoryRegistry { LargestBody = 200_000 };
        using var client = new RegistryClient(Quick);
        var repository = client.GetRepository(registry.Host, "a");
        await repository.UploadBlobAsync(Blob, Opener(Content), null, Token);
        Assert.Equal(Content, registry.Stored(Blob));
        var refused = registry.Refused;
        var second = Bytes(400_000, 2);
        await repository.UploadBlobAsync(Describe(second), Opener(second), null, Token);
        Assert.Equal(second, registry.Stored(Describe(second)));
        Assert.Equal(refused, registry.Refused);
    }

    [Fact]
    public async Task Chunks_asked_for_once_are_not_forced_on_later_blobs()
    {
        await using var registry = new MemoryRegistry();
        using var client = new RegistryClient(Quick);
        var repository = client.GetRepository(registry.Host, "a");
        await repository.UploadBlobAsync(Blob, Opener(Content), new UploadOptions { ChunkSize = 200_000 }, Token);
        var patches = registry.Server.Requests.Count(request => request.Method == "PATCH");
        var second = Bytes(400_000, 2);
        await repository.UploadBlobAsync(Describe(second), Opener(second), null, Token);
        Assert.Equal((2, 2), (patches, registry.Server.Requests.Count(request => request.Method == "PATCH")));
    }

    [Fact]
    public async Task A_registry_that_takes_no_body_at_all_is_not_tried_for_ever()
    {
        await using var registry = new MemoryRegistry { LargestBody = 100 };
        using var client = new RegistryClient(Quick);
        var error = await Assert.ThrowsAsync<RegistryException>(() =>
            client.GetRepository(registry.Host, "a").UploadBlobAsync(Blob, Opener(Content), null, Token)
        );
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, RegistryProblem.BodyTooLarge), (error.Status, error.Problem));
    }

    [Fact]
    public async Task A_chunk_that_was_lost_is_sent_again_from_where_the_registry_stands()
    {
        await using var registry = new MemoryRegistry
        {
            Before = request => request.Method == "PATCH" && request.Attempt is 2 or 4 ? Reply.Reset : null,
        };
        var sent = 0L;
        using var client = new RegistryClient(Quick);
        await client
            .GetRepository(registry.Host, "a")
            .UploadBlobAsync(Blob, Opener(Content), new UploadOptions { ChunkSize = 100_000, OnSent = bytes => sent += bytes }, Token);
        Assert.Equal(Content, registry.Stored(Blob));
        Assert.Equal(Content.Length, sent);
        Assert.Single(registry.Server.Requests, request => request.Method == "POST");
    }

    [Fact]
    public async Task A_registry_s_smallest_chunk_is_respected()
    {
        await using var registry = new MemoryRegistry { ChunkMinimum = 150_000 };
        using var client = new RegistryClient(Quick);
        await client
            .GetRepository(registry.Host, "a")
            .UploadBlobAsync(Blob, Opener(Content), new UploadOptions { ChunkSize = 1000 }, Token);
        Assert.Equal(
            ["0-149999", "150000-299999", "300000-399999"],
            registry.Server.Requests.Where(request => request.Method == "PATCH").Select(request => request["Content-Range"])
        );
    }

    [Fact]
    public async Task A_location_may_be_absolute_and_carry_a_query()
    {
        await using var registry = new MemoryRegistry { AbsoluteLocations = true };
        using var client = new RegistryClient(Quick);
        await client.GetRepository(registry.Host, "a").UploadBlobAsync(Blob, Opener(Content), null, Token);
        Assert.Equal($"_state=s1&digest={Blob.Digest}", registry.Server.Requests.Single(request => request.Method == "PUT").Query);
    }

    [Fact]
    public async Task A_registry_that_stores_something_else_is_found_out()
    {
        await using var registry = new MemoryRegistry
        {
            After = (request, reply) =>
                request.Method == "PUT"
                    ? reply with
                    {
                        Headers = [("Docker-Content-Digest", Describe(Bytes(1)).Digest.ToString())],
                    }
                    : reply,
        };
        using var client = new RegistryClient(Quick);
        await Assert.ThrowsAsync<IntegrityException>(() =>
            client.GetRepository(registry.Host, "a").UploadBlobAsync(Blob, Opener(Content), null, Token)
        );
    }

    [Fact]
    public async Task A_source_that_fails_is_not_blamed_on_the_registry_nor_tried_again()
    {
        await using var registry = new MemoryRegistry();
        var opened = 0;
        using var client = new RegistryClient(Quick);
        var error = await Assert.ThrowsAsync<FileNotFoundException>(() =>
            client
                .GetRepository(registry.Host, "a")
                .UploadBlobAsync(
                    Blob,
                    (_, _) =>
                    {
                        opened++;
                        throw new FileNotFoundException("the archive is gone");
                    },
                    null,
                    Token
                )
        );
        Assert.Equal("the archive is gone", error.Message);
        Assert.Equal(1, opened);
    }

    [Fact]
    public async Task A_refusal_is_final_and_its_sessions_given_up()
    {
        await using var registry = new MemoryRegistry
        {
            Before = request =>
                request.Method == "PUT"
                    ? Reply.Text(
                        400,
                        """{"errors":[{"code":"DIGEST_INVALID","message":"provided digest did not match uploaded content"}]}"""
                    )
                    : null,
        };
        using var client = new RegistryClient(Quick);
        var error = await Assert.ThrowsAsync<RegistryException>(() =>
            client.GetRepository(registry.Host, "a").UploadBlobAsync(Blob, Opener(Content), null, Token)
        );
        Assert.Equal((HttpStatusCode.BadRequest, "DIGEST_INVALID"), (error.Status, error.Codes[0]));

        // Once with all of it in the closing request, once as docker sends it.
        Assert.Equal(2, registry.Server.Requests.Count(request => request.Method == "POST"));
        Assert.Equal(2, registry.Server.Requests.Count(request => request.Method == "DELETE"));
    }

    /// <summary>
    /// One upload in many is lost by registries behind a load balancer; crane begins anew for the first code, docker for the second.
    /// </summary>
    [Theory]
    [InlineData("PUT", 400, """{"errors":[{"code":"BLOB_UPLOAD_INVALID","message":"blob upload invalid"}]}""", false)]
    [InlineData("PUT", 404, """{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN","message":"blob upload unknown to registry"}]}""", false)]
    [InlineData("PUT", 404, "", false)]
    [InlineData("PATCH", 404, """{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN","message":"unknown"}]}""", true)]
    [InlineData("PATCH", 400, """{"errors":[{"code":"BLOB_UPLOAD_INVALID","message":"invalid"}]}""", true)]
    public async Task An_upload_that_the_registry_has_lost_is_begun_anew(string method, int status, string body, bool inChunks)
    {
        var lost = 0;
        await using var registry = new MemoryRegistry
        {
            Before = request =>
                request.Method == method && request.Path.Contains("uploads") && lost++ == (inChunks ? 1 : 0)
                    ? Reply.Text(status, body)
                    : null,
        };
        var sent = 0L;
        using var client = new RegistryClient(Quick);

        await client
            .GetRepository(registry.Host, "a")
            .UploadBlobAsync(
                Blob,
                Opener(Content),
                new UploadOptions { ChunkSize = inChunks ? 150_000 : null, OnSent = bytes => sent += bytes },
                Token
            );

        Assert.Equal(Content, registry.Stored(Blob));
        Assert.Equal(Content.Length, sent);
        Assert.Equal(2, registry.Server.Requests.Count(request => request.Method == "POST"));
    }

    [Fact]
    public async Task An_upload_that_is_lost_every_time_is_not_sent_for_ever()
    {
        await using var registry = new MemoryRegistry
        {
            Before = request =>
                request.Method is "PUT" or "PATCH"
                    ? Reply.Text(404, """{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN","message":"blob upload unknown to registry"}]}""")
                    : null,
        };
        using var client = new RegistryClient(Quick);

        var error = await Assert.ThrowsAsync<RegistryException>(() =>
            client.GetRepository(registry.Host, "a").UploadBlobAsync(Blob, Opener(Content), null, Token)
        );

        Assert.Equal(RegistryProblem.UploadLost, error.Problem);
        Assert.Contains("blob upload unknown to registry", error.Message, StringComparison.Ordinal);
        Assert.Equal(3, registry.Server.Requests.Count(request => request.Method == "POST"));
    }

    /// <summary>
    /// Docker, crane and skopeo send every blob with one PATCH and close with an empty PUT: what some registries know alone.
    /// </summary>
    [Theory]
    [InlineData(400, """{"errors":[{"code":"DIGEST_INVALID","message":"provided digest did not match uploaded content"}]}""")]
    [InlineData(405, "")]
    [InlineData(411, "")]
    [InlineData(415, "")]
    [InlineData(501, "")]
    public async Task A_registry_that_takes_no_body_with_the_closing_request_gets_it_before(int status, string body)
    {
        await using var registry = new MemoryRegistry
        {
            Before = request => request.Method == "PUT" && request.Body.Length > 0 ? Reply.Text(status, body) : null,
        };
        var sent = 0L;
        using var client = new RegistryClient(Quick);
        var repository = client.GetRepository(registry.Host, "a");
        await repository.UploadBlobAsync(Blob, Opener(Content), new UploadOptions { OnSent = bytes => sent += bytes }, Token);
        var second = Bytes(300_000, 2);
        await repository.UploadBlobAsync(Describe(second), Opener(second), null, Token);

        Assert.Equal(Content, registry.Stored(Blob));
        Assert.Equal(Content.Length, sent);
        Assert.Equal(second, registry.Stored(Describe(second)));
        Assert.Equal(
            ["0-399999", "0-299999"],
            registry.Server.Requests.Where(request => request.Method == "PATCH").Select(request => request["Content-Range"])
        );
        Assert.Single(registry.Server.Requests, request => request.Method == "PUT" && request.Body.Length > 0);
    }

    /// <summary>It stands where we are and says 416 all the same: the chunk is too large. (It took 24 s of retries to give up.)</summary>
    [Fact]
    public async Task A_416_that_means_too_large_makes_the_chunks_smaller_without_a_pause()
    {
        var notices = new List<RetryNotice>();
        var content = Bytes(3_000_000);
        await using var registry = new MemoryRegistry
        {
            Before = request => request.Method == "PATCH" && request.Body.Length > 1 << 20 ? Reply.Text(416, "") : null,
        };
        using var client = new RegistryClient(Quick with { Retry = Quick.Retry with { OnRetry = notices.Add } });

        await client
            .GetRepository(registry.Host, "a")
            .UploadBlobAsync(Describe(content), Opener(content), new UploadOptions { ChunkSize = 2 << 20 }, Token);

        Assert.Equal(content, registry.Stored(Describe(content)));
        Assert.Empty(notices);
    }

    /// <summary>The same chunk was sent 113,326 times in 25 seconds.</summary>
    [Fact]
    public async Task A_registry_that_never_gets_further_is_given_up()
    {
        await using var registry = new MemoryRegistry
        {
            After = (request, reply) =>
                request.Method == "PATCH" ? Reply.Text(202, "", ("Location", request.Path), ("Range", "0-5")) : reply,
        };
        using var client = new RegistryClient(Quick);

        var error = await Assert.ThrowsAsync<RegistryException>(() =>
            client
                .GetRepository(registry.Host, "a")
                .UploadBlobAsync(Blob, Opener(Content), new UploadOptions { ChunkSize = 100_000 }, Token)
        );

        Assert.Equal(RegistryProblem.UploadLost, error.Problem);
        Assert.InRange(registry.Server.Requests.Count(request => request.Method == "PATCH"), 5, 40);
    }

    [Fact]
    public async Task A_registry_that_has_more_than_there_is_is_not_believed()
    {
        await using var registry = new MemoryRegistry
        {
            Before = request =>
                request.Method == "PATCH" ? Reply.Text(502, "")
                : request.Method == "GET" && request.Path.Contains("uploads")
                    ? Reply.Text(204, "", ("Location", request.Path), ("Range", "0-999999999"))
                : null,
        };
        using var client = new RegistryClient(Quick);

        await Assert.ThrowsAsync<RegistryException>(() =>
            client
                .GetRepository(registry.Host, "a")
                .UploadBlobAsync(Blob, Opener(Content), new UploadOptions { ChunkSize = 100_000 }, Token)
        );

        Assert.Null(registry.Stored(Blob));
    }

    [Fact]
    public async Task A_proxy_that_wants_no_announcements_gets_none()
    {
        await using var registry = new MemoryRegistry { Before = request => request["Expect"] is not null ? Reply.Text(417, "") : null };
        using var client = new RegistryClient(Quick);
        var repository = client.GetRepository(registry.Host, "a");
        var (first, second) = (Bytes(2_000_000), Bytes(2_000_000, 2));

        await repository.UploadBlobAsync(Describe(first), Opener(first), null, Token);
        await repository.UploadBlobAsync(Describe(second), Opener(second), null, Token);

        Assert.Equal(first, registry.Stored(Describe(first)));
        Assert.Equal(second, registry.Stored(Describe(second)));
        Assert.Single(registry.Server.Requests, request => request["Expect"] is not null);
    }

    [Fact]
    public async Task A_mount_that_is_forbidden_becomes_an_upload()
    {
        await using var registry = new MemoryRegistry
        {
            Before = request => request.Query.Contains("mount=", StringComparison.Ordinal) ? Reply.Text(403, "") : null,
        };
        using var client = new RegistryClient(Quick);
        Assert.Equal(
            UploadOutcome.Uploaded,
            await client
                .GetRepository(registry.Host, "a")
                .UploadBlobAsync(Blob, Opener(Content), new UploadOptions { MountFrom = ["x", "y"] }, Token)
        );
        Assert.Equal(Content, registry.Stored(Blob));
    }
}

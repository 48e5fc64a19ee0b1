using System.Net;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.Registry;
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
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, error.Status);
        Assert.Contains("client_max_body_size", error.Hint);
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
    public async Task A_refusal_is_final_and_its_session_given_up()
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
        Assert.Single(registry.Server.Requests, request => request.Method == "DELETE");
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

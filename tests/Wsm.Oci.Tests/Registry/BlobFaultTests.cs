using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using static Wsm.Oci.Tests.Registry.Samples;

namespace Wsm.Oci.Tests.Registry;

/// <summary>Reading blobs from a registry that drops connections, lies and stops.</summary>
public sealed class BlobFaultTests
{
    private static readonly byte[] Content = Bytes(500_000);
    private static readonly Descriptor Blob = Describe(Content);
    private static readonly string BlobPath = $"/v2/a/blobs/{Blob.Digest}";

    [Fact]
    public async Task A_blob_that_was_cut_off_is_resumed()
    {
        await using var server = Serve(request => Reply.Blob(Content, request) with { ResetAfter = 50_000 }, onlyFirst: 5);
        using var client = new RegistryClient(Quick);
        Assert.Equal(Content, await ReadAllAsync(await Repository(client, server).OpenBlobAsync(Blob, 0, Token)));
        var ranges = server.Asked("GET", BlobPath).Select(request => request["Range"]).ToList();
        Assert.Equal([null, "bytes=50000-", "bytes=100000-", "bytes=150000-", "bytes=200000-", "bytes=250000-"], ranges);
    }

    [Fact]
    public async Task A_registry_that_ignores_ranges_is_read_past_what_is_known()
    {
        await using var server = Serve(request => new Reply { Body = Content, ResetAfter = request.Attempt == 1 ? 123_456 : null });
        using var client = new RegistryClient(Quick);
        Assert.Equal(Content, await ReadAllAsync(await Repository(client, server).OpenBlobAsync(Blob, 0, Token)));
        Assert.Equal(Content[400_000..], await ReadAllAsync(await Repository(client, server).OpenBlobAsync(Blob, 400_000, Token)));
    }

    [Fact]
    public async Task A_connection_lost_on_the_way_to_the_offset_is_replaced()
    {
        await using var server = Serve(request => new Reply { Body = Content, ResetAfter = request.Attempt == 1 ? 200_000 : null });
        using var client = new RegistryClient(Quick);
        Assert.Equal(Content[400_000..], await ReadAllAsync(await Repository(client, server).OpenBlobAsync(Blob, 400_000, Token)));
    }

    [Fact]
    public async Task A_wrong_range_is_not_taken_for_the_right_one()
    {
        await using var server = Serve(_ => new Reply
        {
            Status = 206,
            Body = Content,
            Headers = [("Content-Range", $"bytes 0-{Content.Length - 1}/{Content.Length}")],
        });
        using var client = new RegistryClient(Quick);
        var error = await Assert.ThrowsAsync<RegistryException>(() => Repository(client, server).OpenBlobAsync(Blob, 1000, Token));
        Assert.Contains("asked for those from 1000", error.Message);
    }

    [Fact]
    public async Task A_stalled_transfer_is_broken_off_and_resumed()
    {
        await using var server = Serve(request => Reply.Blob(Content, request) with { StallAfter = request.Attempt == 1 ? 100_000 : null });
        using var client = new RegistryClient(Quick with { StallTimeout = TimeSpan.FromMilliseconds(300) });
        Assert.Equal(Content, await ReadAllAsync(await Repository(client, server).OpenBlobAsync(Blob, 0, Token)));
        Assert.Equal(2, server.Asked("GET", BlobPath).Count());
    }

    [Fact]
    public async Task A_connection_that_never_comes_back_ends_in_a_clear_error()
    {
        await using var server = Serve(request =>
            request.Attempt == 1 ? Reply.Blob(Content, request) with { ResetAfter = 10 } : Reply.Reset
        );
        var notices = new List<RetryNotice>();
        using var client = new RegistryClient(Quick with { Retry = Quick.Retry with { MaxRetries = 3, OnRetry = notices.Add } });
        await using var stream = await Repository(client, server).OpenBlobAsync(Blob, 0, Token);
        var error = await Assert.ThrowsAsync<RegistryException>(async () => await stream.CopyToAsync(Stream.Null, Token));
        Assert.Contains("after 10 of 500000 bytes", error.Message);
        Assert.Equal([1, 2, 3], notices.Select(notice => notice.Attempt));
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task A_blob_that_vanishes_while_it_is_read_is_not_asked_for_again_and_again()
    {
        await using var server = Serve(request =>
            request.Attempt == 1 ? Reply.Blob(Content, request) with { ResetAfter = 10 } : Reply.Text(404, "")
        );
        using var client = new RegistryClient(Quick);
        await using var stream = await Repository(client, server).OpenBlobAsync(Blob, 0, Token);
        Assert.True((await Assert.ThrowsAsync<RegistryException>(async () => await stream.CopyToAsync(Stream.Null, Token))).IsNotFound);
        Assert.Equal(2, server.Asked("GET", BlobPath).Count());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(499_999)]
    public async Task Wrong_bytes_are_never_handed_out_to_the_end(int at)
    {
        var wrong = Content.ToArray();
        wrong[at] ^= 1;
        await using var server = Serve(_ => new Reply { Body = wrong });
        using var client = new RegistryClient(Quick);
        await using var stream = await Repository(client, server).OpenBlobAsync(Blob, 0, Token);
        var got = 0;
        await Assert.ThrowsAsync<IntegrityException>(async () =>
        {
            var buffer = new byte[64 * 1024];
            while (await stream.ReadAsync(buffer, Token) is > 0 and var read)
            {
                got += read;
            }
        });
        Assert.True(got < Content.Length);
    }

    [Fact]
    public async Task A_blob_of_another_length_is_refused_before_it_is_read()
    {
        await using var server = Serve(_ => new Reply { Body = Content[1..] });
        using var client = new RegistryClient(Quick);
        Assert.Contains(
            "offers 499999 bytes",
            (await Assert.ThrowsAsync<IntegrityException>(() => Repository(client, server).OpenBlobAsync(Blob, 0, Token))).Message
        );
    }

    [Fact]
    public async Task Reading_stops_when_the_caller_says_so()
    {
        await using var server = Serve(request => Reply.Blob(Content, request) with { StallAfter = 10 });
        using var client = new RegistryClient(Quick);
        using var stop = new CancellationTokenSource();
        await using var stream = await Repository(client, server).OpenBlobAsync(Blob, 0, stop.Token);
        var reading = stream.CopyToAsync(Stream.Null, stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Single(server.Asked("GET", BlobPath));
    }

    private static Repository Repository(RegistryClient client, FaultServer server) => client.GetRepository(server.Host, "a");

    private static FaultServer Serve(Func<FaultRequest, Reply> blob, int onlyFirst = int.MaxValue) =>
        new(request =>
            request.Path != BlobPath ? Reply.Text(404, "")
            : request.Attempt <= onlyFirst ? blob(request)
            : Reply.Blob(Content, request)
        );
}

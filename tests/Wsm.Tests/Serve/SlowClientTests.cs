using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Wsm.Oci.References;
using Wsm.Site.Serving.Http;

namespace Wsm.Tests.Serve;

/// <summary>Clients that stand still are let go, those that are only slow are not.</summary>
public sealed class SlowClientTests
{
    /// <summary>More than the buffers of both ends of a connection hold.</summary>
    private const int BlobSize = 64 << 20;

    /// <summary>Kestrel looks at its connections once a second; it takes no pause shorter than that.</summary>
    private static readonly ClientPatience Short = new()
    {
        Headers = TimeSpan.FromSeconds(1),
        Idle = TimeSpan.FromSeconds(1),
        Pause = TimeSpan.FromSeconds(1.5),
        BytesPerSecond = 256 * 1024,
    };

    [Fact(Timeout = 60_000)]
    public async Task Headers_that_never_end_end_the_connection_and_nobody_else_waits()
    {
        await using var registry = await RunningRegistry.StartAsync(patience: Short);
        var connections = new List<RawConnection>();
        for (var i = 0; i < 50; i++)
        {
            var connection = await RawConnection.OpenAsync(registry.Address);
            await connection.SendAsync("GET /v2/ HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
            connections.Add(connection);
        }

        Assert.Equal(HttpStatusCode.OK, (await registry.Http.GetAsync("/v2/", TestContext.Current.CancellationToken)).StatusCode);

        foreach (var connection in connections)
        {
            Assert.StartsWith("HTTP/1.1 408", await connection.ReadToEndAsync(TestContext.Current.CancellationToken));
            connection.Dispose();
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task An_idle_connection_is_closed()
    {
        await using var registry = await RunningRegistry.StartAsync(patience: Short);
        using var connection = await RawConnection.OpenAsync(registry.Address);
        await connection.SendAsync("GET /v2/ HTTP/1.1\r\nHost: localhost\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200", await connection.ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_puller_that_reads_nothing_is_let_go()
    {
        await using var registry = await RunningRegistry.StartAsync(patience: Short);
        var (path, _) = await HoldAsync(registry);
        using var connection = await RawConnection.OpenAsync(registry.Address);

        await connection.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        await SeenAsync(registry, path, TestContext.Current.CancellationToken);

        var whole = await Assert.ThrowsAnyAsync<IOException>(() =>
            DigestOfBodyAsync(connection, BlobSize, TimeSpan.Zero, TestContext.Current.CancellationToken)
        );
        Assert.True(whole is EndOfStreamException || whole.InnerException is SocketException, whole.ToString());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_puller_that_is_slow_and_alive_gets_everything()
    {
        await using var registry = await RunningRegistry.StartAsync(patience: Short with { BytesPerSecond = 1024 });
        var (path, digest) = await HoldAsync(registry);
        using var connection = await RawConnection.OpenAsync(registry.Address);

        await connection.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        // Twice the time after which one that stands still is let go, then the rest at once.
        var read = await DigestOfBodyAsync(
            connection,
            16 * 1024,
            TimeSpan.FromMilliseconds(30),
            TestContext.Current.CancellationToken,
            slowRounds: 100
        );

        Assert.Equal(digest, read);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_pusher_that_stops_is_let_go_and_can_go_on_where_it_was()
    {
        await using var registry = await RunningRegistry.StartAsync(patience: Short);
        var content = RandomNumberGenerator.GetBytes(1000);
        var begun = await registry.Http.PostAsync("/v2/a/blobs/uploads/", null, TestContext.Current.CancellationToken);
        var place = begun.Headers.Location!;
        using var connection = await RawConnection.OpenAsync(registry.Address);

        await connection.SendAsync($"PATCH {place} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n");
        await connection.Stream.WriteAsync(content.AsMemory(0, 100), TestContext.Current.CancellationToken);
        var refused = await connection.ReadToEndAsync(TestContext.Current.CancellationToken);
        var state = await registry.Http.GetAsync(place, TestContext.Current.CancellationToken);
        var rest = new ByteArrayContent(content[100..]);
        rest.Headers.TryAddWithoutValidation("Content-Range", "100-999");
        var stored = await registry.Http.PutAsync($"{place}?digest={Digest.Of(content)}", rest, TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 408", refused);
        Assert.Equal("0-99", state.Headers.GetValues("Range").Single());
        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
    }

    [Fact]
    public void The_patience_of_a_server_that_people_use_suits_a_line_that_comes_and_goes()
    {
        var patience = new ClientPatience();

        Assert.True(patience.Pause >= TimeSpan.FromMinutes(2));
        Assert.True(patience.BytesPerSecond <= 1024);
    }

    private static async Task<(string Path, string Digest)> HoldAsync(RunningRegistry registry)
    {
        var content = new byte[BlobSize];
        new Random(1).NextBytes(content);
        var digest = Digest.Of(content).ToString();
        var answer = await registry.Http.PostAsync(
            $"/v2/a/blobs/uploads/?digest={digest}",
            new ByteArrayContent(content),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return ($"/v2/a/blobs/{digest}", digest);
    }

    /// <summary>Waits until the server is done with a request.</summary>
    private static async Task SeenAsync(RunningRegistry registry, string path, CancellationToken cancellation)
    {
        while (true)
        {
            lock (registry.Requests)
            {
                if (registry.Requests.Any(request => request.Method == "GET" && request.Path == path))
                {
                    return;
                }
            }

            await Task.Delay(50, cancellation);
        }
    }

    private static async Task<string> DigestOfBodyAsync(
        RawConnection connection,
        int perRound,
        TimeSpan pause,
        CancellationToken cancellation,
        int slowRounds = int.MaxValue
    )
    {
        var buffer = new byte[Math.Max(perRound, 1 << 20)];
        var head = 0;
        while (!buffer.AsSpan(0, head).EndsWith("\r\n\r\n"u8))
        {
            await connection.Stream.ReadExactlyAsync(buffer.AsMemory(head, 1), cancellation);
            head++;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var (left, round) = (BlobSize, 0); left > 0; round++)
        {
            var slow = round < slowRounds;
            var wanted = Math.Min(left, slow ? perRound : buffer.Length);
            await connection.Stream.ReadExactlyAsync(buffer.AsMemory(0, wanted), cancellation);
            hash.AppendData(buffer.AsSpan(0, wanted));
            left -= wanted;
            if (slow)
            {
                await Task.Delay(pause, cancellation);
            }
        }
        return "sha256:" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Wsm.Bundles.Reading;
using Wsm.Oci.References;
using Wsm.Peers;
using Wsm.Tests.Push;

namespace Wsm.Tests.Serve;

/// <summary>Many slow pullers, the end of the server, and the end of the disk.</summary>
public sealed class LoadTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_pullers_that_wait_hold_little_memory_and_get_every_byte()
    {
        const int Size = 12 << 20;
        using var made = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Random(3, Size) }
        );
        await using var serve = await ServeProcess.StartAsync("--bundle", made.Folder);
        var path = LargestBlobOf(made, out var digest);

        var pulls = await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => serve.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, Cancellation))
        );
        var held = serve.PeakMemory;
        var digests = await Task.WhenAll(
            pulls.Select(async pull =>
                Convert.ToHexStringLower(await SHA256.HashDataAsync(await pull.Content.ReadAsStreamAsync(Cancellation), Cancellation))
            )
        );

        Assert.Equal([digest.Hex], digests.Distinct());
        // What they asked for is 2.4 GB.
        Assert.InRange(held, 1, 500L << 20);
        Assert.InRange(serve.PeakMemory, 1, 500L << 20);
        Assert.Contains($"wsm_http_response_bytes_total {200L * Size}", await serve.Http.GetStringAsync("/metrics", Cancellation));
    }

    [Fact]
    public async Task A_pull_that_is_under_way_is_finished_before_the_server_ends()
    {
        const int Size = 48 << 20;
        using var made = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Random(4, Size) }
        );
        await using var serve = await RunningServe.StartAsync("--bundle", made.Folder);
        using var pull = await serve.Http.GetAsync(
            LargestBlobOf(made, out var digest),
            HttpCompletionOption.ResponseHeadersRead,
            Cancellation
        );
        await using var body = await pull.Content.ReadAsStreamAsync(Cancellation);
        var begin = new byte[1000];
        await body.ReadExactlyAsync(begin, Cancellation);

        var stopping = serve.StopAsync();
        // The door is closed first.
        while (true)
        {
            using var next = new TcpClient();
            try
            {
                await next.ConnectAsync(IPAddress.Loopback, serve.Address.Port, Cancellation);
            }
            catch (SocketException)
            {
                break;
            }
        }
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        whole.AppendData(begin);
        var buffer = new byte[1 << 20];
        while (await body.ReadAsync(buffer, Cancellation) is var read and > 0)
        {
            whole.AppendData(buffer, 0, read);
        }

        Assert.Equal(digest.Hex, Convert.ToHexStringLower(whole.GetHashAndReset()));
        Assert.Equal(0, await stopping);
    }

    [Fact]
    public async Task A_puller_that_goes_away_is_counted_with_what_it_got()
    {
        const int Size = 48 << 20;
        using var made = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Random(4, Size) }
        );
        await using var serve = await RunningServe.StartAsync("--bundle", made.Folder);
        using (var connection = await RawConnection.OpenAsync(serve.Address))
        {
            await connection.SendAsync($"GET {LargestBlobOf(made, out _)} HTTP/1.1\r\nHost: localhost\r\n\r\n");
            // More than one chunk and what the sockets hold, so that some of it was sent whole.
            await connection.Stream.ReadExactlyAsync(new byte[Size / 4], Cancellation);
        }

        string metrics;
        while (
            !(metrics = await serve.Http.GetStringAsync("/metrics", Cancellation)).Contains(
                "wsm_http_aborted_total 1",
                StringComparison.Ordinal
            )
        )
        {
            await Task.Delay(20, Cancellation);
        }

        var sent = long.Parse(
            System.Text.RegularExpressions.Regex.Match(metrics, "\nwsm_http_response_bytes_total ([0-9]+)").Groups[1].Value,
            CultureInfo.InvariantCulture
        );
        Assert.InRange(sent, 1000, Size - 1);
        Assert.Contains(" aborted", serve.Error);
    }

    [Fact]
    public async Task A_disk_that_is_full_fails_the_push_alone_and_it_succeeds_when_there_is_room()
    {
        using var folder = new TemporaryFolder();
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        await using var disk = await SmallDisk.MountAsync(folder["disk"], "4m");
        var filler = Path.Combine(disk.Path, "filler");
        await using var serve = await RunningServe.StartAsync(
            "--bundle",
            made.Folder,
            "--anonymous-push",
            "--allow-push",
            Path.Combine(disk.Path, "pushed")
        );
        var content = RandomNumberGenerator.GetBytes(1 << 20);
        var target = $"/v2/team/new/blobs/uploads/?digest={Digest.Of(content)}";
        disk.FillUpTo(filler, 512 << 10);

        var full = await serve.Http.PostAsync(target, new ByteArrayContent(content), Cancellation);
        var absent = await serve.Http.GetAsync($"/v2/team/new/blobs/{Digest.Of(content)}", Cancellation);
        var other = await serve.Http.GetAsync("/v2/team/app/manifests/1.0", Cancellation);
        File.Delete(filler);
        var again = await serve.Http.PostAsync(target, new ByteArrayContent(content), Cancellation);

        Assert.Equal(HttpStatusCode.InternalServerError, full.StatusCode);
        Assert.Contains("its log says why", await full.Content.ReadAsStringAsync(Cancellation));
        Assert.Contains("No space left on device", serve.Error);
        Assert.Equal(HttpStatusCode.NotFound, absent.StatusCode);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Equal(content, await serve.Http.GetByteArrayAsync($"/v2/team/new/blobs/{Digest.Of(content)}", Cancellation));
    }

    private static string LargestBlobOf(SampleBundle made, out Digest digest)
    {
        using var bundle = Bundle.Open(made.Folder);
        digest = bundle.Images[0].Entry.Contents.MaxBy(content => content.Size)!.Digest;
        return $"/v2/team/app/blobs/{digest}";
    }
}

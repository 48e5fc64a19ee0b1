using System.Text.RegularExpressions;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Planning;
using Wsm.Bundles.Reading;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;

namespace Wsm.Tests.Bundles;

/// <summary>Large blobs that come in ranges, over connections that no other blob needs.</summary>
public sealed partial class LargeBlobTests : IDisposable
{
    private const int Size = 30_000_000;
    private const int SmallestLarge = 9_000_000;
    private static readonly ImageContent Image = TestImages.Random(70, Size);
    private static readonly byte[] Layer = Image.Blobs.Values.MaxBy(bytes => bytes.Length)!;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task A_large_blob_that_is_left_alone_comes_over_several_connections_and_each_byte_once(BundleLayout layout)
    {
        var (asked, together) = (0, new TaskCompletionSource());
        await using var server = Serve(request =>
        {
            var reply = Reply.Blob(Layer, request);
            // All but the first, which shows whether the server knows ranges, are answered when three are on their way at once.
            if (!IsRange(request) || Interlocked.Increment(ref asked) is 1 or > 4)
            {
                return reply;
            }

            if (asked == 4)
            {
                together.SetResult();
            }

            return reply with
            {
                After = together.Task,
            };
        });

        await DownloadAsync(server, jobs: 4, layout);

        var ranges = server.Requests.Where(IsRange).Select(Ends).Order().ToList();
        Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.Equal(pair.First.Last + 1, pair.Second.First));
        Assert.Equal(Size - 1, ranges[^1].Last);
    }

    [Fact]
    public async Task One_job_is_one_connection()
    {
        await using var server = Serve(request => Reply.Blob(Layer, request));
        await DownloadAsync(server, jobs: 1);
        Assert.Single(LayerRequests(server));
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_is_asked_for_one_and_then_left_in_peace()
    {
        await using var server = Serve(_ => new Reply { Body = Layer });
        await DownloadAsync(server, jobs: 4);
        Assert.Equal([false, true], LayerRequests(server).Select(IsRange));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-100)]
    public async Task A_server_that_answers_with_another_range_is_not_believed(int shift)
    {
        await using var server = Serve(request =>
        {
            if (!IsRange(request))
            {
                return Reply.Blob(Layer, request);
            }

            var (first, last) = Ends(request);
            return new Reply
            {
                Status = 206,
                Body = Layer[first..(last + 1)],
                Headers = [("Content-Range", $"bytes {first + shift}-{last + shift}/{Size}")],
            };
        });
        await DownloadAsync(server, jobs: 4);
        Assert.Equal([false, true], LayerRequests(server).Select(IsRange));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(403)]
    public async Task Ranges_that_are_refused_half_way_give_way_to_one_stream_from_there(int status)
    {
        var asked = 0;
        await using var server = Serve(request =>
            IsRange(request) && Interlocked.Increment(ref asked) > 2
                ? new Reply { Status = status, Body = status == 200 ? Layer : [] }
                : Reply.Blob(Layer, request)
        );
        await DownloadAsync(server, jobs: 3);
        var last = LayerRequests(server).Last(request => !IsRange(request));
        Assert.True(long.Parse(last["Range"]!["bytes=".Length..^1]) > 4_000_000, "the stream begins where the ranges ended");
    }

    [Fact]
    public async Task A_range_that_breaks_off_is_resumed_and_one_that_is_damaged_is_found()
    {
        var asked = 0;
        await using var server = Serve(request =>
        {
            var reply = Reply.Blob(Layer, request);
            if (!IsRange(request))
            {
                return reply;
            }

            switch (Interlocked.Increment(ref asked))
            {
                case 2:
                    return reply with { ResetAfter = 1_000_000 };
                case 3:
                    reply.Body[12345] ^= 1;
                    return reply;
                default:
                    return reply;
            }
        });
        await DownloadAsync(server, jobs: 4);
        var (first, last) = Ends(server.Requests.Where(IsRange).ElementAt(1));
        Assert.Contains(server.Requests.Where(IsRange).Select(Ends), range => range.First > first && range.Last == last);
    }

    [Theory]
    [InlineData(BundleLayout.Archives)]
    [InlineData(BundleLayout.Oci)]
    public async Task After_an_interruption_what_came_in_its_turn_is_kept(BundleLayout layout)
    {
        using var stop = new CancellationTokenSource();
        await using (
            var server = Serve(request =>
            {
                if (IsRange(request) && Ends(request).First > Size / 2)
                {
                    stop.Cancel();
                }

                return Reply.Blob(Layer, request);
            })
        )
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DownloadAsync(server, jobs: 4, layout, stop.Token));
        }

        await using var again = Serve(request => Reply.Blob(Layer, request));
        await DownloadAsync(again, jobs: 4, layout);

        // Four ranges on their way and one that waited, 4 MiB each, were lost at most.
        Assert.True(long.Parse(LayerRequests(again)[0]["Range"]!["bytes=".Length..^1]) > (Size / 2) - (5 << 22));
    }

    [Fact]
    public void Lines_are_to_spare_only_when_no_blob_waits_for_one()
    {
        var lines = new ConnectionBudget(jobs: 3, waiting: 3);
        lines.Began();
        lines.Began();
        Assert.False(lines.TryTake());
        lines.Began();
        Assert.False(lines.TryTake());
        lines.Ended();
        Assert.True(lines.TryTake());
        Assert.False(lines.TryTake());
        lines.GiveBack(1);
        Assert.True(lines.TryTake());
    }

    private static FaultServer Serve(Func<FaultRequest, Reply> layer) =>
        new(request =>
        {
            if (request.Path.Contains("/blobs/", StringComparison.Ordinal))
            {
                var bytes = Image.Blobs[request.Path[(request.Path.LastIndexOf('/') + 1)..]];
                return bytes.Length == Size ? layer(request) with { BytesPerSecond = 20_000_000 } : Reply.Blob(bytes, request);
            }

            return Reply.Json("{}");
        });

    private static IReadOnlyList<FaultRequest> LayerRequests(FaultServer server) =>
        [.. server.Requests.Where(request => request.Path.EndsWith(ImageContent.DigestOf(Layer), StringComparison.Ordinal))];

    private static bool IsRange(FaultRequest request) => request["Range"] is { } range && RangeText().IsMatch(range);

    private static (int First, int Last) Ends(FaultRequest request)
    {
        var match = RangeText().Match(request["Range"]!);
        return (int.Parse(match.Groups[1].Value), int.Parse(match.Groups[2].Value));
    }

    [GeneratedRegex("^bytes=([0-9]+)-([0-9]+)$")]
    private static partial Regex RangeText();

    private async Task DownloadAsync(
        FaultServer server,
        int jobs,
        BundleLayout layout = BundleLayout.Archives,
        CancellationToken cancellationToken = default
    )
    {
        using var client = new RegistryClient(
            new RegistryOptions { Retry = new RetryOptions { BaseDelay = TimeSpan.FromMilliseconds(1) } }
        );
        var repository = client.GetRepository(server.Host, "a");
        var memory = await new MemorySource().PlanAsync("a:1", Image, layout);
        var image = memory with
        {
            Sources =
            [
                new BlobSource(
                    (blob, offset, cancellation) => repository.OpenBlobAsync(blob, offset, verify: false, cancellation),
                    repository.OpenBlobRangeAsync
                ),
            ],
        };

        var report = await MemorySource.WriteAsync(
            MemorySource.Order(_folder.Path, [image], layout) with
            {
                Jobs = jobs,
                LargeBlob = SmallestLarge,
            },
            cancellationToken
        );

        Assert.Equal([], report.Failed);
        using var bundle = Bundle.Open(_folder.Path);
        await using var stream = await bundle
            .Images.Single()
            .OpenBlobAsync(image.Contents.Blobs.Single(blob => blob.Size == Size), 0, CancellationToken.None);
        using var read = new MemoryStream(Size);
        await stream.CopyToAsync(read, CancellationToken.None);
        Assert.True(read.GetBuffer().AsSpan(0, Size).SequenceEqual(Layer));
    }
}

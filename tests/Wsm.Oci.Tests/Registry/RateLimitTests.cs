using System.Net;
using Wsm.Oci.Models;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using static Wsm.Oci.Tests.Registry.Samples;

namespace Wsm.Oci.Tests.Registry;

/// <summary>Registries that want to be left alone for a while (429).</summary>
public sealed class RateLimitTests
{
    private static readonly byte[] Content = Bytes(1000);
    private static readonly Descriptor Blob = Describe(Content);

    [Fact]
    public async Task A_host_that_wants_to_be_left_alone_for_hours_is_asked_once_and_the_others_go_on()
    {
        await using var limited = new FaultServer(_ => Reply.Text(429, "slow down", ("Retry-After", "7200")));
        await using var other = new FaultServer(request => Reply.Blob(Content, request));
        var time = new ClockAt(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        using var client = new RegistryClient(Quick with { Time = time });

        var first = await FailAsync(client, limited.Host, "a");
        var second = await FailAsync(client, limited.Host, "b");
        var content = await ReadAllAsync(await client.GetRepository(other.Host, "a").OpenBlobAsync(Blob, 0, Token));

        Assert.Equal(Content, content);
        Assert.Single(limited.Questions);
        Assert.EndsWith(": slow down; it may be asked again at 2026-03-01 14:00 +00:00", first.Message, StringComparison.Ordinal);
        Assert.EndsWith("is not asked again before 2026-03-01 14:00 +00:00", second.Message, StringComparison.Ordinal);
        Assert.All([first, second], error =>
            Assert.Equal(
                (RegistryProblem.RateLimited, HttpStatusCode.TooManyRequests, limited.Host),
                (error.Problem, error.Status, error.Registry)
            )
        );
    }

    [Fact]
    public async Task All_wait_together_for_a_host_that_wants_a_moment()
    {
        var refused = new TaskCompletionSource();
        await using var server = new FaultServer(request =>
        {
            if (request.Attempt > 1 || request.Path != Path("a0"))
            {
                return Reply.Blob(Content, request);
            }

            refused.TrySetResult();
            return Reply.Text(429, "", ("Retry-After", "2"));
        });
        var notices = new List<RetryNotice>();
        using var client = new RegistryClient(Quick with { Retry = Quick.Retry with { OnRetry = notices.Add } });

        var first = ReadAsync(client, server.Host, "a0");
        await refused.Task;
        while (notices.Count == 0)
        {
            await Task.Delay(10, Token);
        }

        var others = Enumerable.Range(1, 9).Select(i => ReadAsync(client, server.Host, $"a{i}")).ToList();
        await Task.WhenAll(others.Append(first));

        Assert.Equal(11, server.Questions.Count);
        Assert.Equal(Path("a0"), server.Questions[0].Path);
        Assert.Single(notices);
    }

    /// <summary>
    /// Docker Hub's counter says that nothing is left of what may be pulled in six hours: five more tries would not change that.
    /// </summary>
    [Fact]
    public async Task A_pull_limit_that_is_used_up_is_not_tried_again()
    {
        await using var hub = new FaultServer(_ =>
            Reply.Text(
                429,
                """{"errors":[{"code":"TOOMANYREQUESTS","message":"You have reached your pull rate limit"}]}""",
                ("ratelimit-limit", "100;w=21600"),
                ("ratelimit-remaining", "0;w=21600")
            )
        );
        using var client = new RegistryClient(Quick);

        var error = await FailAsync(client, hub.Host, "a");
        await FailAsync(client, hub.Host, "b");

        Assert.Equal(TimeSpan.FromHours(6), error.RetryAfter);
        Assert.Contains("You have reached your pull rate limit", error.Message, StringComparison.Ordinal);
        Assert.Single(hub.Questions);
    }

    [Fact]
    public async Task A_host_that_says_too_many_and_never_when_is_not_asked_by_everybody()
    {
        await using var server = new FaultServer(_ => Reply.Text(429, ""));
        using var client = new RegistryClient(Quick);

        await FailAsync(client, server.Host, "a");
        var asked = server.Questions.Count;
        await FailAsync(client, server.Host, "b");

        Assert.Equal((1 + Quick.Retry.MaxRetries, asked), (asked, server.Questions.Count));
    }

    private static string Path(string repository) => $"/v2/{repository}/blobs/{Blob.Digest}";

    private static async Task<byte[]> ReadAsync(RegistryClient client, string host, string repository) =>
        await ReadAllAsync(await client.GetRepository(host, repository).OpenBlobAsync(Blob, 0, Token));

    private static Task<RegistryException> FailAsync(RegistryClient client, string host, string repository) =>
        Assert.ThrowsAsync<RegistryException>(() => client.GetRepository(host, repository).OpenBlobAsync(Blob, 0, Token));

    private sealed class ClockAt(DateTimeOffset now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => now;
    }
}

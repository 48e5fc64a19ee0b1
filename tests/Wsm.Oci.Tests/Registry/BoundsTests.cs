using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using static Wsm.Oci.Tests.Registry.Samples;

namespace Wsm.Oci.Tests.Registry;

/// <summary>Servers that never come to an end.</summary>
public sealed class BoundsTests
{
    [Fact]
    public async Task Tags_on_endless_pages_end_at_a_sum_of_bytes()
    {
        var tags = string.Join(',', Enumerable.Range(0, 200_000).Select(i => $"\"{i:D8}\""));
        await using var server = new FaultServer(request =>
            Reply.Json($$"""{"tags":[{{tags}}]}""", ("Link", $"</v2/a/tags/list?last={request.Attempt}>; rel=\"next\""))
        );
        using var client = new RegistryClient(Quick);

        await Assert.ThrowsAsync<RegistryException>(async () =>
            await client.GetRepository(server.Host, "a").ListTagsAsync(Token).CountAsync(Token)
        );

        Assert.InRange(server.Questions.Count, 10, 25);
    }

    [Fact]
    public async Task So_do_referrers()
    {
        var entry = $$"""{"mediaType":"{{MediaTypes.OciManifest}}","digest":"{{Digest.Of("x"u8)}}","size":2}""";
        var page = $$"""{"schemaVersion":2,"manifests":[{{string.Join(',', Enumerable.Repeat(entry, 20_000))}}]}""";
        await using var server = new FaultServer(request => Reply.Json(page, ("Link", $"<?page={request.Attempt}>; rel=\"next\"")));
        using var client = new RegistryClient(Quick);

        await Assert.ThrowsAsync<RegistryException>(() =>
            client.GetRepository(server.Host, "a").GetReferrersAsync(Digest.Of("s"u8), null, Token)
        );

        Assert.InRange(server.Questions.Count, 5, 25);
    }

    /// <summary>A manifest of 4 MiB at two bytes a second would take 24 days.</summary>
    [Fact]
    public async Task A_document_that_drips_is_given_up()
    {
        await using var server = new FaultServer(_ => Reply.Text(200, new string(' ', 100_000)) with { BytesPerSecond = 20 });
        using var client = new RegistryClient(Impatient);

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.GetRepository(server.Host, "a").GetManifestAsync("1", Token));

        Assert.True(error.IsTransient);
        Assert.Equal(2, server.Questions.Count);
    }

    [Fact]
    public async Task So_is_a_layer()
    {
        var content = Bytes(100_000);
        await using var server = new FaultServer(request => Reply.Blob(content, request) with { BytesPerSecond = 20 });
        using var client = new RegistryClient(Impatient);

        var error = await Assert.ThrowsAsync<RegistryException>(async () =>
            await ReadAllAsync(await client.GetRepository(server.Host, "a").OpenBlobAsync(Describe(content), 0, Token))
        );

        Assert.Equal(RegistryProblem.ConnectionLost, error.Problem);
        Assert.Equal(2, server.Questions.Count);
    }

    [Fact]
    public async Task What_comes_slowly_and_steadily_is_waited_for()
    {
        var content = Bytes(10_000);
        var notices = new List<RetryNotice>();
        await using var server = new FaultServer(request => Reply.Blob(content, request) with { BytesPerSecond = 4000 });
        using var client = new RegistryClient(
            Quick with
            {
                StallTimeout = TimeSpan.FromSeconds(2),
                Retry = Quick.Retry with { OnRetry = notices.Add },
            }
        );

        Assert.Equal(content, await ReadAllAsync(await client.GetRepository(server.Host, "a").OpenBlobAsync(Describe(content), 0, Token)));
        Assert.Empty(notices);
    }

    [Fact]
    public async Task Headers_without_end_are_not_read()
    {
        await using var server = new FaultServer(_ => Reply.Text(200, "{}", ("X-Much", new string('x', 1 << 20))));
        using var client = new RegistryClient(Quick);

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(server.Host, Token));

        Assert.Contains("headers", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
    }

    private static RegistryOptions Impatient { get; } =
        Quick with
        {
            StallTimeout = TimeSpan.FromMilliseconds(200),
            Retry = Quick.Retry with { MaxRetries = 1 },
        };
}

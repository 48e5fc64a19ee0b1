using System.Net;
using Wsm.Peers;
using Wsm.Tests.Push;
using Wsm.Tests.Serve;

namespace Wsm.Tests.Attacks;

/// <summary>What a web page of somebody else can make its reader's browser send to <c>wsm serve</c> on the same machine.</summary>
public sealed class BrowserAttackTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private SampleBundle _made = null!;
    private RunningServe _serve = null!;

    public async ValueTask InitializeAsync()
    {
        _made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        _serve = await RunningServe.StartAsync("-b", _made.Folder, "--anonymous-push", "--allow-push", _folder["pushed"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _serve.DisposeAsync();
        _made.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Origin", "http://evil.example", 403)]
    [InlineData("Origin", "null", 403)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "none", 400)]
    [InlineData("X-Nothing", "x", 400)]
    public async Task A_form_of_another_server_is_refused(string header, string value, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/charts") { Content = new StringContent("not a chart") };
        request.Headers.Add(header, value);

        using var answer = await _serve.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task The_servers_own_page_may_send()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v2/a/b/blobs/uploads/");
        request.Headers.Add("Origin", $"http://{_serve.Host}");

        using var answer = await _serve.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Theory]
    [InlineData("rebind.evil.example", 403)]
    [InlineData("127.0.0.1.evil.example", 403)]
    [InlineData("localhost.evil.example", 403)]
    [InlineData("localhost", 200)]
    [InlineData("wsm.localhost:80", 200)]
    [InlineData("[::1]:5000", 200)]
    public async Task Only_names_that_are_always_this_hosts_are_answered(string host, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v2/");
        request.Headers.Host = host;

        using var answer = await _serve.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Whoever_begins_a_thousand_uploads_and_sends_nothing_keeps_nobody_out()
    {
        for (var i = 0; i < 1000; i++)
        {
            using var begun = await _serve.Http.PostAsync("/v2/x/blobs/uploads/", null, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        }

        await Task.Delay(TimeSpan.FromSeconds(2.5), TestContext.Current.CancellationToken);
        using var next = await _serve.Http.PostAsync("/v2/y/blobs/uploads/", null, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, next.StatusCode);
    }
}

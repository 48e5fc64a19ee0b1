using System.Collections.Concurrent;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using Wsm.Site.ChartStores;
using Wsm.Site.Delivery;
using Wsm.Site.Delivery.Harbor;
using Wsm.Tests.ChartStores;

namespace Wsm.Tests.Push;

/// <summary>
/// Accounts that may push where asking is refused: "is it there?" is only advisory. crane push and skopeo copy bring the images in each of
/// these cases, too.
/// </summary>
public sealed class AdvisoryQuestionTests
{
    /// <summary>
    /// Quay answers 401 and an Artifactory virtual repository 403 for what is not there yet, GHCR's token server gives no token to look for
    /// it; some accounts may not read at all.
    /// </summary>
    [Theory]
    [InlineData("quay")]
    [InlineData("artifactory")]
    [InlineData("ghcr")]
    [InlineData("write only")]
    public async Task A_refused_question_stops_neither_images_nor_charts_nor_the_looks_before(string registry)
    {
        using var bundle = await SampleBundle.MakeAsync();
        await using var real = await RegistryProcess.StartAsync();
        await using var refusing = new FaultProxy(real.Host, Refusal(registry));
        string[] push = ["push", "-b", bundle.Folder, "--registry", refusing.Host, "--charts", $"oci://{refusing.Host}/charts"];

        await RunResult.WellAsync([.. push, "--preflight"]);
        var planned = await RunResult.WellAsync([.. push, "--dry-run"]);
        await RunResult.WellAsync(push);

        Assert.DoesNotContain("✗", planned.Output, StringComparison.Ordinal);
        await RunResult.WellAsync("check", "-b", bundle.Folder, "--registry", real.Host, "--charts", $"oci://{real.Host}/charts");
    }

    /// <summary>The chart is sent with If-None-Match, so that a store which knows it replaces nothing that could not be seen.</summary>
    [Theory]
    [InlineData(201, ChartOutcome.Pushed)]
    [InlineData(412, ChartOutcome.Differs)]
    public async Task A_chart_store_that_does_not_show_what_it_has_is_written_to(int status, ChartOutcome expected)
    {
        var chart = ChartArchive.Parse(SampleCharts.Bytes("operator", "1.4.8"));
        await using var server = new FaultServer(request => Reply.Text(request.Method == "PUT" ? status : 403, ""));
        using var session = new DeliverySession(new RegistryOptions(), new Destination(), TimeProvider.System);
        using var http = session.Client.CreateHttpClient();
        var store = await new ChartStoreFinder(session.Client, http, TimeProvider.System).OpenAsync(
            server.Url,
            ChartStoreKind.Nexus,
            TestContext.Current.CancellationToken
        );

        var outcome = await store.PutAsync(chart, force: false, TestContext.Current.CancellationToken);

        Assert.Equal(expected, outcome);
        Assert.Equal("*", Assert.Single(server.Requests, request => request.Method == "PUT")["If-None-Match"]);
    }

    [Fact]
    public async Task A_Harbor_that_shows_no_projects_to_this_user_may_have_this_one()
    {
        await using var harbor = new FaultServer(_ => Reply.Text(403, ""));
        using var session = new DeliverySession(new RegistryOptions(), new Destination(), TimeProvider.System);
        using var projects = new HarborProjects(session.Client);

        await projects.CreateAsync([(harbor.Host, "team")], TestContext.Current.CancellationToken);

        Assert.Equal("POST", harbor.Requests[^1].Method);
    }

    private static Func<FaultRequest, Func<FaultRequest, Reply>, Reply> Refusal(string registry)
    {
        var pushed = new ConcurrentDictionary<string, bool>();
        return (request, forward) =>
        {
            if (registry == "ghcr")
            {
                if (request.Path == "/token")
                {
                    return Token(request, pushed);
                }

                if (request["Authorization"] is null)
                {
                    return Reply.Text(401, "", ("WWW-Authenticate", $"Bearer realm=\"http://{request["Host"]}/token\",service=ghcr"));
                }

                if (request.Method == "PUT" && request.Path.Contains("/manifests/", StringComparison.Ordinal))
                {
                    pushed.TryAdd(request.Path.Split("/manifests/")[0]["/v2/".Length..], true);
                }

                return forward(request);
            }

            var isQuestion = request.Method is "HEAD" or "GET" && request.Path.Contains("/manifests/", StringComparison.Ordinal);
            if (registry == "write only" && isQuestion)
            {
                return Reply.Text(403, "");
            }

            var reply = forward(request);
            return reply.Status != 404 || request.Path == "/v2/" ? reply
                : registry == "quay" ? Reply.Text(401, "", ("WWW-Authenticate", "Basic realm=\"quay\""))
                : Reply.Text(403, """{"errors":[{"code":"DENIED","message":"not for you"}]}""");
        };
    }

    private static Reply Token(FaultRequest request, ConcurrentDictionary<string, bool> pushed)
    {
        var scope = Uri.UnescapeDataString(request.Query);
        var name = scope.Contains("repository:", StringComparison.Ordinal) ? scope.Split("repository:")[1].Split(':')[0] : null;
        return name is null || scope.Contains(":pull,push", StringComparison.Ordinal) || pushed.ContainsKey(name)
            ? Reply.Json("""{"token":"good"}""")
            : Reply.Text(403, """{"errors":[{"code":"DENIED","message":"denied"}]}""");
    }
}

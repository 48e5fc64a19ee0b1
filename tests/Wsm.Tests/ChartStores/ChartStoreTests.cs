using Wsm.Oci.Credentials;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using Wsm.Product.Failures;
using Wsm.Site.ChartStores;

namespace Wsm.Tests.ChartStores;

/// <summary>Servers that take charts over HTTP, told apart by asking.</summary>
public sealed class ChartStoreTests
{
    [Theory]
    [InlineData("nexus", "/repository/helm-hosted/sample-1.2.3.tgz")]
    [InlineData("artifactory", "/artifactory/helm-local/sample-1.2.3.tgz")]
    [InlineData("museum", "/org/repo/charts/sample-1.2.3.tgz")]
    public async Task A_store_is_recognised_takes_a_chart_once_and_gives_the_same_bytes_back(string kind, string place)
    {
        await using var server = await ChartServer.StartAsync(kind);
        using var http = Http();
        using var client = new RegistryClient(new RegistryOptions());
        var chart = SampleCharts.Archive();

        var store = await new ChartStoreFinder(client, http, TimeProvider.System).OpenAsync(server.Address, ChartStoreKind.Auto, default);

        Assert.Null(await store.FindAsync(chart.Metadata, default));
        Assert.Equal(ChartOutcome.Pushed, await store.PutAsync(chart, false, default));
        Assert.Equal(ChartOutcome.Present, await store.PutAsync(chart, false, default));
        Assert.Equal(chart.Bytes.ToArray(), server.Files[place]);
        Assert.Equal(chart.Sha256, await store.FindAsync(chart.Metadata, default));
        Assert.EndsWith(place, store.LocationOf(chart.Metadata));
        Assert.Single(server.Requests, request => request.StartsWith("PUT") || request.StartsWith("POST"));
    }

    [Theory]
    [InlineData("artifactory", true)]
    [InlineData("museum", true)]
    [InlineData("nexus", false)]
    public async Task Other_bytes_stay_unless_force_is_asked_for_and_the_store_allows_it(string kind, bool allows)
    {
        await using var server = await ChartServer.StartAsync(kind);
        using var http = Http();
        using var client = new RegistryClient(new RegistryOptions());
        var store = await new ChartStoreFinder(client, http, TimeProvider.System).OpenAsync(server.Address, ChartStoreKind.Auto, default);
        await store.PutAsync(SampleCharts.Archive(more: "description: first\n"), false, default);
        var second = SampleCharts.Archive(more: "description: second\n");

        Assert.Equal(ChartOutcome.Differs, await store.PutAsync(second, false, default));
        if (allows)
        {
            Assert.Equal(ChartOutcome.Pushed, await store.PutAsync(second, true, default));
        }
        else
        {
            Assert.Contains("redeployment", (await Assert.ThrowsAsync<IOException>(() => store.PutAsync(second, true, default))).Message);
        }
    }

    [Theory]
    [InlineData("artifactory", true)]
    [InlineData("museum", true)]
    [InlineData("nexus", false)]
    public async Task The_right_to_write_is_asked_for_without_writing_where_the_store_knows_the_question(string kind, bool known)
    {
        await using var server = await ChartServer.StartAsync(kind);
        using var http = Http();
        using var client = new RegistryClient(new RegistryOptions());
        var store = await new ChartStoreFinder(client, http, TimeProvider.System).OpenAsync(server.Address, ChartStoreKind.Auto, default);

        Assert.Equal(known, await store.TryWriteRightAsync(SampleCharts.Archive().Metadata, default));
        Assert.Empty(server.Files);
        if (!known)
        {
            return;
        }

        server.ReadOnly = true;
        var refused = await Assert.ThrowsAsync<RegistryException>(() => store.TryWriteRightAsync(SampleCharts.Archive().Metadata, default));
        Assert.Equal(RegistryProblem.Forbidden, refused.Problem);
    }

    /// <summary>The package registries of Gitea, Forgejo and GitLab: their addresses tell what they are.</summary>
    [Theory]
    [InlineData(
        "/api/packages/team/helm",
        ChartStoreKind.Auto,
        "/api/packages/team/helm/api/charts",
        "/api/packages/team/helm/sample-1.2.3.tgz"
    )]
    [InlineData("/forge", ChartStoreKind.Forgejo, "/forge/api/charts", "/forge/sample-1.2.3.tgz")]
    [InlineData(
        "/api/v4/projects/7/packages/helm/stable",
        ChartStoreKind.Auto,
        "/api/v4/projects/7/packages/helm/api/stable/charts",
        "/api/v4/projects/7/packages/helm/stable/charts/sample-1.2.3.tgz"
    )]
    [InlineData(
        "/api/v4/projects/7/packages/helm/api/stable",
        ChartStoreKind.GitLab,
        "/api/v4/projects/7/packages/helm/api/stable/charts",
        "/api/v4/projects/7/packages/helm/stable/charts/sample-1.2.3.tgz"
    )]
    public async Task A_package_registry_takes_a_chart_where_its_documentation_says(
        string path,
        ChartStoreKind kind,
        string upload,
        string place
    )
    {
        var chart = SampleCharts.Archive();
        var sent = false;
        await using var server = new FaultServer(request =>
        {
            sent |= request.Method == "POST" && request.Path == upload;
            return Reply.Text(
                request.Method == "POST"
                    ? request.Path == upload
                        ? 201
                        : 404
                    : sent && request.Path == place
                        ? 200
                        : 404,
                ""
            );
        });
        using var http = Http();
        using var client = new RegistryClient(new RegistryOptions());

        var store = await new ChartStoreFinder(client, http, TimeProvider.System).OpenAsync(server.Url + path, kind, default);

        Assert.EndsWith(place, store.LocationOf(chart.Metadata));
        Assert.Equal(ChartOutcome.Pushed, await store.PutAsync(chart, false, default));
        Assert.NotNull(await store.FindAsync(chart.Metadata, default));
    }

    [Theory]
    [InlineData(ChartStoreKind.Auto)]
    [InlineData(ChartStoreKind.Folder)]
    public async Task Any_web_server_that_shows_an_index_can_be_read_and_none_is_taken_for_one_that_takes_charts(ChartStoreKind kind)
    {
        using var folder = new TemporaryFolder();
        var chart = SampleCharts.Archive();
        await new ChartStoreFolder(folder.Path, TimeProvider.System).AddAsync(chart, false, default);
        await using var server = new FaultServer(request =>
            folder.Path + request.Path is var file && File.Exists(file)
                ? new Reply { Status = 200, Body = File.ReadAllBytes(file) }
                : Reply.Text(404, "")
        );
        using var http = Http();
        using var client = new RegistryClient(new RegistryOptions());
        var finder = new ChartStoreFinder(client, http, TimeProvider.System);

        var store = await finder.OpenForReadingAsync(server.Url, kind, default);

        Assert.Equal(chart.Sha256, await store.FindAsync(chart.Metadata, default));
        Assert.Null(await store.FindAsync(SampleCharts.Archive(more: "", version: "9.9.9").Metadata, default));
        await Assert.ThrowsAsync<UserError>(() => finder.OpenAsync(server.Url, kind, default));
    }

    [Fact]
    public async Task A_store_that_asks_for_a_password_gets_the_one_kept_for_its_host_and_no_other()
    {
        await using var server = await ChartServer.StartAsync("nexus", "secret");
        using var client = new RegistryClient(new RegistryOptions());
        using var known = Http(new GivenCredential(Credential.Basic("user", "secret"), server.Host, new NoCredentials()));
        using var stranger = Http(new GivenCredential(Credential.Basic("user", "secret"), "elsewhere.example.com", new NoCredentials()));

        var store = await new ChartStoreFinder(client, known, TimeProvider.System).OpenAsync(server.Address, ChartStoreKind.Auto, default);
        Assert.Equal(ChartOutcome.Pushed, await store.PutAsync(SampleCharts.Archive(), false, default));
        var refused = await new ChartStoreFinder(client, stranger, TimeProvider.System).OpenAsync(
            server.Address,
            ChartStoreKind.Nexus,
            default
        );
        var error = await Assert.ThrowsAsync<RegistryException>(() => refused.PutAsync(SampleCharts.Archive(), false, default));

        Assert.Equal((RegistryProblem.LoginRequired, server.Host), (error.Problem, error.Registry));
    }

    [Fact]
    public async Task A_server_that_is_none_of_them_is_said_to_be_so()
    {
        await using var server = await ChartServer.StartAsync("other");
        using var http = Http();
        using var client = new RegistryClient(new RegistryOptions());

        var error = await Assert.ThrowsAsync<UserError>(() =>
            new ChartStoreFinder(client, http, TimeProvider.System).OpenAsync(server.Address, ChartStoreKind.Auto, default)
        );

        Assert.Contains("--charts-kind", error.Hint);
    }

    [Theory]
    [InlineData("oci://", ChartStoreKind.Auto)]
    [InlineData("oci://harbor/charts", ChartStoreKind.Auto)]
    [InlineData("oci://r.example.com/UPPER", ChartStoreKind.Auto)]
    [InlineData("some/folder", ChartStoreKind.Nexus)]
    [InlineData("https://example.com/x", ChartStoreKind.Folder)]
    public async Task An_address_that_does_not_fit_its_kind_is_a_usage_error(string address, ChartStoreKind kind)
    {
        using var http = Http();
        using var client = new RegistryClient(new RegistryOptions());

        var error = await Assert.ThrowsAsync<UserError>(() =>
            new ChartStoreFinder(client, http, TimeProvider.System).OpenAsync(address, kind, default)
        );

        Assert.Equal(FailureKind.Usage, error.Kind);
    }

    private static HttpClient Http(ICredentialSource? credentials = null) =>
        new RegistryClient(
            new RegistryOptions
            {
                Credentials = credentials ?? new NoCredentials(),
                Retry = new RetryOptions { BaseDelay = TimeSpan.FromMilliseconds(10) },
            }
        ).CreateHttpClient();
}

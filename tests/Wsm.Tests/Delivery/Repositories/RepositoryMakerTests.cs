using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Wsm.Hosting;
using Wsm.Oci;
using Wsm.Oci.Credentials;
using Wsm.Oci.References;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using Wsm.Product.Failures;
using Wsm.Site.Delivery.Repositories;
using Wsm.Tests.Push;

namespace Wsm.Tests.Delivery.Repositories;

/// <summary><c>--create-repositories</c> where repositories, or what holds them, must be there first; the products are played.</summary>
public sealed class RepositoryMakerTests
{
    [Fact]
    public async Task Quay_makes_what_is_missing_and_then_takes_the_push()
    {
        using var bundle = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["team/app:1"] = TestImages.Random(1, 500), ["team/old:1"] = TestImages.Random(2, 500) }
        );
        await using var registry = await RegistryProcess.StartAsync();
        var made = new ConcurrentDictionary<string, bool> { ["team/old"] = true };
        await using var quay = new FaultProxy(registry.Host, (request, forward) => AnswerAsQuay(request, forward, made));
        string[] push = ["push", "-b", bundle.Folder, "--registry", quay.Host];

        var refused = await RunResult.OfAsync(push);
        var untold = await RunResult.OfAsync([.. push, "--create-repositories"]);
        var run = await RunResult.OfAsync(
            Path.GetTempPath(),
            [.. push, "--create-repositories"],
            new Dictionary<string, string> { ["QUAY_TOKEN"] = "secret" },
            TestContext.Current.CancellationToken
        );

        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Equal(ExitCode.Failed, untold.ExitCode);
        Assert.Contains($"curl -X POST http://{quay.Host}/api/v1/repository -H \"Authorization: Bearer $QUAY_TOKEN\"", untold.Error);
        Assert.Contains("\"namespace\":\"team\",\"repository\":\"app\",\"visibility\":\"private\"", untold.Error);
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        Assert.Equal(["team/app", "team/old"], made.Keys.Order());
        Assert.DoesNotContain(quay.Requests, request => request.Path.StartsWith("/v2/") && request["Authorization"] == "Bearer secret");
    }

    [Fact]
    public async Task Quays_token_may_be_a_login_and_its_refusals_are_told_in_its_words()
    {
        await using var quay = Named("/v2/auth", request =>
            request["Authorization"] == "Bearer kept"
                ? Reply.Text(400, """{"status":400,"error_type":"invalid_request","error_message":"Invalid repository name"}""")
                : null
        );

        var error = await FailAsync(quay, ["team/deep/app"], new OneLogin(Credential.Basic("$oauthtoken", "kept")));
        var bare = await FailAsync(quay, ["app"]);

        Assert.Contains("does not make the repository team/deep/app: it answered 400 Invalid repository name", error.Message);
        Assert.Contains("--path-style max-depth=2", error.Hint);
        Assert.Contains($"--registry {quay.Host}/ORGANIZATION", bare.Hint);
    }

    [Fact]
    public async Task GitLabs_project_may_be_any_part_of_the_path_and_one_that_is_missing_is_told_with_the_command()
    {
        await using var gitlab = Named("/jwt/auth", request => request["Authorization"] != "Bearer secret" ? Reply.Text(404, "{}")
            : request.Path is "/api/v4/projects/group%2Fsub%2Fproject" or "/api/v4/projects/group/sub/project" ? Reply.Json("{}")
            : null);
        var token = new Dictionary<string, string> { ["GITLAB_TOKEN"] = "secret" };

        await MakeAsync(gitlab, ["group/sub/project", "group/sub/project/app"], token);
        var error = await FailAsync(gitlab, ["group/sub/project/app", "other/thing/app"], environment: token);
        await MakeAsync(gitlab, ["other/thing/app"], []);

        Assert.Contains("shows none for other/thing/app.", error.Message);
        Assert.Contains("glab repo create other/thing --private", error.Hint);
    }

    [Fact]
    public async Task A_project_without_a_registry_is_told()
    {
        await using var gitlab = Named("/jwt/auth", _ => Reply.Json("""{"container_registry_access_level":"disabled"}"""));

        var error = await FailAsync(gitlab, ["group/project"]);

        Assert.Contains("The project group/project is in", error.Message);
        Assert.Contains("container_registry_access_level=enabled", error.Hint);
    }

    [Fact]
    public async Task OpenShifts_projects_are_tried_and_the_missing_ones_told_with_the_command()
    {
        await using var openshift = Named("/openshift/token", request =>
            request.Path.StartsWith("/v2/here/", StringComparison.Ordinal)
                ? new Reply { Status = 202, Headers = [("Location", "/v2/here/app/blobs/uploads/1")] }
                : Reply.Text(403, """{"errors":[{"code":"DENIED","message":"requested access to the resource is denied"}]}""")
        );

        await MakeAsync(openshift, ["here/app"], []);
        var error = await FailAsync(openshift, ["here/app", "gone/app", "gone/tool", "away/app"]);
        var deep = await FailAsync(openshift, ["here/a/b"]);

        Assert.Contains("oc new-project gone && oc new-project away", error.Hint);
        Assert.Contains("--path-style max-depth=2", deep.Hint);
    }

    [Fact]
    public async Task A_registry_that_makes_repositories_by_itself_is_left_alone()
    {
        await using var registry = new FaultServer(_ => Reply.Json("{}"));

        await MakeAsync(registry, ["team/app"], []);

        Assert.All(registry.Requests, request => Assert.Equal("/v2/", request.Path));
    }

    /// <summary>A registry that says who it is by its token server, and answers everything else with 404 unless told otherwise.</summary>
    private static FaultServer Named(string realm, Func<FaultRequest, Reply?> answer) =>
        new(request =>
            request.Path == realm ? Reply.Json("""{"token":"pass"}""")
            : request.Path == "/v2/" && request["Authorization"] is null ? Challenge(request, realm)
            : request.Path == "/v2/" ? Reply.Json("{}")
            : answer(request) ?? Reply.Text(404, "{}")
        );

    private static Reply Challenge(FaultRequest request, string realm) =>
        Reply.Text(401, "{}", ("WWW-Authenticate", $"Bearer realm=\"http://{request["Host"]}{realm}\",service=\"registry\""));

    private static Reply AnswerAsQuay(FaultRequest request, Func<FaultRequest, Reply> forward, ConcurrentDictionary<string, bool> made)
    {
        if (request.Path == "/v2/auth")
        {
            return Reply.Json("""{"token":"pass"}""");
        }

        if (request.Path == "/api/v1/repository")
        {
            var asked = JsonNode.Parse(Encoding.UTF8.GetString(request.Body))!;
            var wrong = request["Authorization"] != "Bearer secret" || asked["repo_kind"]!.GetValue<string>() != "image";
            return wrong ? Reply.Text(403, """{"error_message":"Unauthorized"}""")
                : made.TryAdd($"{asked["namespace"]}/{asked["repository"]}", true) ? Reply.Json("{}") with { Status = 201 }
                : Reply.Text(400, """{"status":400,"error_message":"Repository already exists"}""");
        }

        return request["Authorization"] is null ? Challenge(request, "/v2/auth")
            : request.Path == "/v2/" || made.Keys.Any(name => request.Path.StartsWith($"/v2/{name}/", StringComparison.Ordinal))
                ? forward(request)
            : Reply.Text(401, """{"errors":[{"code":"UNAUTHORIZED","message":"access to the requested resource is not authorized"}]}""");
    }

    private static async Task MakeAsync(
        FaultServer server,
        string[] repositories,
        Dictionary<string, string> environment,
        ICredentialSource? login = null
    )
    {
        var options = new RegistryOptions
        {
            Environment = new EnvironmentVariables(environment),
            Credentials = login ?? new NoCredentials(),
            Retry = QuickPush.Options.Retry,
        };
        using var client = new RegistryClient(options);
        await new RepositoryMaker(client, options).CreateAsync(
            [.. repositories.Select(name => ImageReference.Parse($"{server.Host}/{name}:1"))],
            TestContext.Current.CancellationToken
        );
    }

    private static Task<UserError> FailAsync(
        FaultServer server,
        string[] repositories,
        ICredentialSource? login = null,
        Dictionary<string, string>? environment = null
    ) => Assert.ThrowsAsync<UserError>(() => MakeAsync(server, repositories, environment ?? [], login));

    private sealed class OneLogin(Credential credential) : ICredentialSource
    {
        public Task<Credential?> FindAsync(string registry, string? repository, CancellationToken cancellationToken) =>
            Task.FromResult<Credential?>(credential);
    }
}

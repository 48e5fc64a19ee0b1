namespace Wsm.Peers;

/// <summary>
/// As much of a Kubernetes API server as <c>kubectl apply --dry-run=client</c> wants: it names the kinds that there are, and has no
/// object of any. Nothing can be created in it.
/// </summary>
public sealed class ClusterApi : IAsyncDisposable
{
    private const string NotFound =
        """{"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404,"message":"there is no such object"}""";

    private static readonly Dictionary<string, string> Answers = new()
    {
        ["/api"] = """{"kind":"APIVersions","versions":["v1"]}""",
        ["/apis"] =
            """{"kind":"APIGroupList","apiVersion":"v1","groups":[{"name":"apps.wandb.com","versions":[{"groupVersion":"apps.wandb.com/v1","version":"v1"}],"preferredVersion":{"groupVersion":"apps.wandb.com/v1","version":"v1"}}]}""",
        ["/api/v1"] = Kind("v1", "configmaps", "ConfigMap"),
        ["/apis/apps.wandb.com/v1"] = Kind("apps.wandb.com/v1", "weightsandbiases", "WeightsAndBiases"),
    };

    private readonly FaultServer _server = new(request =>
        request.Method == "GET" && Answers.TryGetValue(request.Path, out var answer) ? Json(200, answer) : Json(404, NotFound)
    );
    private readonly TemporaryFolder _home = new();

    /// <summary>
    /// Runs <c>kubectl apply --dry-run=client --validate=false</c> against it; the object as kubectl would send it, as JSON.
    /// </summary>
    public async Task<string> ApplyAsync(string file)
    {
        // A home of its own: kubectl keeps what it learns of a cluster there.
        var environment = new Dictionary<string, string> { ["HOME"] = _home.Path, ["KUBECONFIG"] = _home["none"] };
        var shown = await Tool.RunAsync(
                Tool.Find("kubectl", "WSM_TEST_KUBECTL"),
                ["--server", _server.Url, "apply", "--dry-run=client", "--validate=false", "-f", file, "-o", "json"],
                environment: environment
            )
            .ConfigureAwait(false);
        return shown.Output;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync().ConfigureAwait(false);
        _home.Dispose();
    }

    private static string Kind(string group, string name, string kind) =>
        $$"""{"kind":"APIResourceList","groupVersion":"{{group}}","resources":[{"name":"{{name}}","singularName":"","namespaced":true,"kind":"{{kind}}","verbs":["get","list","create","patch"]}]}""";

    private static Reply Json(int status, string text) =>
        Reply.Text(status, text) with
        {
            Headers = [("Content-Type", "application/json")],
        };
}

using System.Text.Json.Nodes;
using Wsm.Kubernetes.Failures;
using Wsm.Peers;
using Wsm.Peers.Kubernetes;

namespace Wsm.Kubernetes.Tests.Credentials;

public sealed class CredentialTests : IDisposable
{
    private const string Recorder = """
        #!/bin/sh
        printf '%s\n' "$@" "HOME_OF=$HOME_OF" "$KUBERNETES_EXEC_INFO" > "$0.seen"
        echo "open https://login.example.com" >&2
        echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"from-plugin"}}'

        """;

    private readonly Site _site = new();
    private readonly TestAuthority _authority = new();

    [Fact]
    public async Task A_plugin_gets_exactly_the_arguments_and_the_environment_that_kubectl_gives_it()
    {
        await using var cluster = await StartAsync();
        var seen = new List<string>();
        cluster.Instead = context =>
        {
            seen.Add(context.Request.Headers.Authorization.ToString());
            return Task.FromResult(false);
        };
        var plugin = _site.WriteProgram("login", Recorder);
        var config = Config(
            cluster,
            $$$"""{exec: {apiVersion: client.authentication.k8s.io/v1, command: {{{plugin}}}, args: [get token, '--for=a "b"', ''], env: [{name: HOME_OF, value: x y}], provideClusterInfo: true, interactiveMode: IfAvailable}}""",
            ", extensions: [{name: client.authentication.k8s.io/exec, extension: {audience: here}}]"
        );
        using var client = _site.Connect(config);

        await client.GetVersionAsync(Site.Cancellation);

        var ours = await File.ReadAllLinesAsync(plugin + ".seen", Site.Cancellation);
        File.Delete(plugin + ".seen");
        await KubectlAsync();
        var theirs = await File.ReadAllLinesAsync(plugin + ".seen", Site.Cancellation);
        Assert.Equal(["get token", "--for=a \"b\"", "", "HOME_OF=x y"], ours[..4]);
        Assert.Equal(theirs[..4], ours[..4]);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(theirs[4]), JsonNode.Parse(ours[4])), $"{theirs[4]}\n{ours[4]}");
        Assert.All(seen, header => Assert.Equal("Bearer from-plugin", header));
        Assert.Contains("open https://login.example.com", _site.Said);
    }

    [Fact]
    public async Task A_token_that_the_server_refuses_is_asked_for_once_more()
    {
        await using var cluster = await StartAsync();
        cluster.Instead = async context =>
        {
            if (context.Request.Headers.Authorization == "Bearer 2")
            {
                return false;
            }

            await FakeCluster.RefuseAsync(context, 401, "Unauthorized");
            return true;
        };
        var plugin = _site.WriteProgram(
            "login",
            "#!/bin/sh\necho x >> \"$0.runs\"\necho "
                + "'{\"apiVersion\":\"client.authentication.k8s.io/v1\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"'$(wc "
                + "-l < \"$0.runs\")'\"}}'\n"
        );
        using var client = _site.Connect(
            Config(cluster, $"{{exec: {{apiVersion: client.authentication.k8s.io/v1, command: {plugin}, interactiveMode: Never}}}}")
        );

        await client.GetVersionAsync(Site.Cancellation);
        await client.GetVersionAsync(Site.Cancellation);

        Assert.Equal(2, (await File.ReadAllLinesAsync(plugin + ".runs", Site.Cancellation)).Length);
        Assert.Equal(3, cluster.Requests.Count);
    }

    [Fact]
    public async Task A_token_file_that_was_renewed_is_read_again()
    {
        await using var cluster = await StartAsync();
        var token = _site.Write("token", "old\n");
        cluster.Instead = async context =>
        {
            if (context.Request.Headers.Authorization == "Bearer new")
            {
                return false;
            }

            await File.WriteAllTextAsync(token, "new\n");
            await FakeCluster.RefuseAsync(context, 401, "Unauthorized");
            return true;
        };
        using var client = _site.Connect(Config(cluster, $"{{token: fallback, tokenFile: {token}}}"));

        await client.GetVersionAsync(Site.Cancellation);

        Assert.Equal(2, cluster.Requests.Count);
    }

    [Theory]
    [InlineData(
        "{exec: {apiVersion: client.authentication.k8s.io/v1, command: not-there, installHint: get it from the shop}}",
        "get it from the shop"
    )]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v9, command: sh}}", "client.authentication.k8s.io/v9")]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, args: [-c, 'echo no >&2; exit 3']}}", "exit code 3: no")]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1, command: echo, args: ['{}']}}", "is not a credential")]
    [InlineData("{exec: {apiVersion: client.authentication.k8s.io/v1, command: sh, interactiveMode: Always}}", "no terminal")]
    [InlineData("{auth-provider: {name: gcp}}", "gcp")]
    [InlineData("{token: t, username: u}", "only one")]
    [InlineData("{client-certificate-data: eA==}", "no client key")]
    public async Task A_credential_that_cannot_be_had_says_why(string user, string why)
    {
        await using var cluster = await StartAsync();
        using var client = _site.Connect(Config(cluster, user));

        var error = await Assert.ThrowsAsync<KubeConfigException>(() => client.GetVersionAsync(Site.Cancellation));

        Assert.Equal(KubeConfigProblem.Credential, error.Problem);
        Assert.Contains(why, error.Message);
        Assert.Empty(cluster.Requests);
    }

    [Fact]
    public async Task Who_acts_as_another_says_so_in_every_request_as_kubectl_does()
    {
        await using var cluster = await StartAsync();
        var seen = new List<string>();
        cluster.Instead = context =>
        {
            seen.Add(
                string.Join(
                    '\n',
                    context
                        .Request.Headers.Where(header => header.Key.StartsWith("Impersonate-", StringComparison.OrdinalIgnoreCase))
                        .OrderBy(header => header.Key, StringComparer.Ordinal)
                        .Select(header => $"{header.Key}: {string.Join('|', header.Value.ToArray())}")
                )
            );
            return Task.FromResult(false);
        };
        using var client = _site.Connect(
            Config(cluster, "{token: t, as: jane, as-uid: '7', as-groups: [a, b], as-user-extra: {Reason: [one, two]}}")
        );

        await client.GetVersionAsync(Site.Cancellation);

        await KubectlAsync();
        Assert.Contains("Impersonate-Group: a|b", seen[0]);
        Assert.Equal(seen[1], seen[0], ignoreCase: true);
    }

    [Fact]
    public async Task Nothing_secret_goes_over_plain_http()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var seen = new List<string>();
        cluster.Instead = context =>
        {
            seen.Add(context.Request.Headers.Authorization.ToString());
            return Task.FromResult(false);
        };
        using var client = _site.Connect(cluster.KubeConfig("{token: secret}"));

        await client.GetVersionAsync(Site.Cancellation);
        await KubectlAsync();

        Assert.True(seen.Count >= 2);
        Assert.All(seen, header => Assert.Equal("", header));
    }

    public void Dispose()
    {
        _site.Dispose();
        _authority.Dispose();
    }

    private async Task<FakeCluster> StartAsync()
    {
        var certificate = _authority.CreateServer();
        return await FakeCluster.StartAsync(certificate);
    }

    private string Config(FakeCluster cluster, string user, string more = "")
    {
        var authority = _site.Write("ca.crt", _authority.CertificatePem);
        return cluster.KubeConfig(user, $"certificate-authority: {authority}{more}");
    }

    private Task<ToolResult> KubectlAsync() =>
        Tool.RunAsync(
            Tool.Find("kubectl", "WSM_TEST_KUBECTL"),
            ["--kubeconfig", _site["config"], "get", "--raw", "/version"],
            environment: new Dictionary<string, string>(_site.Environment) { ["HOME"] = _site["home"] }
        );
}

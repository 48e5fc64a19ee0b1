namespace Wsm.Peers.Kubernetes;

/// <summary>
/// A real API server with its etcd, on loopback ports and with nothing in it: no node, no controller, no kubelet. What those would do,
/// tests do with <see cref="Objects"/> and <see cref="Kubelet"/>.
/// </summary>
/// <remarks>Kubernetes 1.20.2; roles are asked for (RBAC), so that users have the rights that a test gives them.</remarks>
public sealed class RealCluster : IAsyncDisposable
{
    /// <summary>The user who may do everything.</summary>
    public const string Admin = "admin";

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);

    private static readonly string[] Users = [Admin, "jane"];

    private readonly TemporaryFolder _folder;
    private readonly TestAuthority _authority;
    private readonly Stack<ServerProcess> _servers;
    private readonly ServerProcess _etcd;
    private readonly ServerProcess _server;

    private RealCluster(TemporaryFolder folder, TestAuthority authority, Stack<ServerProcess> servers)
    {
        _folder = folder;
        _authority = authority;
        _servers = servers;
        (_server, _etcd) = (servers.First(), servers.Last());
        Objects = new RealObjects(Url, Admin, authority);
        Kubelet = new Kubelet(Objects);
        Audit = new AuditLog(folder["audit.log"]);
        KubeConfigFile = folder.Write("kubeconfig", KubeConfig());
    }

    public string Url => $"https://127.0.0.1:{_server.Port}";

    /// <summary>A kubeconfig of <see cref="Admin"/>, whose context is called <c>test</c>.</summary>
    public string KubeConfigFile { get; }

    /// <summary>The objects, by a way of their own to the server: nothing of what is tested takes part.</summary>
    public RealObjects Objects { get; }

    public Kubelet Kubelet { get; }

    /// <summary>Every request that the server has answered.</summary>
    public AuditLog Audit { get; }

    /// <summary>What the API server has printed.</summary>
    public string Output => _server.Output;

    public static async Task<RealCluster> StartAsync()
    {
        var folder = new TemporaryFolder();
        var authority = new TestAuthority();
        var servers = new Stack<ServerProcess>();
        try
        {
            servers.Push(
                await ServerProcess
                    .StartAsync(Tool.Find("etcd", "WSM_TEST_ETCD"), port => EtcdArguments(folder, port))
                    .ConfigureAwait(false)
            );
            servers.Push(
                await ServerProcess
                    .StartAsync(
                        Tool.Find("kube-apiserver", "WSM_TEST_APISERVER"),
                        ServerArguments(folder, authority, servers.Peek().Port),
                        // A test's machine may have a proxy, and the server must find itself.
                        new Dictionary<string, string> { ["NO_PROXY"] = "127.0.0.1,localhost" }
                    )
                    .ConfigureAwait(false)
            );
            var cluster = new RealCluster(folder, authority, servers);
            await cluster.UntilReadyAsync().ConfigureAwait(false);
            return cluster;
        }
        catch
        {
            await StopAsync(servers).ConfigureAwait(false);
            authority.Dispose();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>A kubeconfig with one context, <c>test</c>.</summary>
    /// <param name="user"><see cref="Admin"/>, or <c>jane</c>, who has no right but those that a test gives her.</param>
    public string KubeConfig(string user = Admin, string space = "default") =>
        $$"""
            apiVersion: v1
            kind: Config
            current-context: test
            contexts:
            - name: test
              context: {cluster: test, user: "{{user}}", namespace: "{{space}}"}
            clusters:
            - name: test
              cluster: {server: "{{Url}}", certificate-authority: "{{_folder["ca.crt"]}}"}
            users:
            - name: "{{user}}"
              user: {token: "{{TokenOf(user)}}"}

            """;

    /// <summary>The real kubectl's output, as <see cref="Admin"/>; it must end well.</summary>
    public async Task<string> KubectlAsync(params string[] arguments) => (await KubectlAsync("", arguments).ConfigureAwait(false)).Output;

    /// <param name="input">What it reads: <c>kubectl apply -f -</c>.</param>
    public Task<ToolResult> KubectlAsync(string input, string[] arguments) =>
        Tool.RunAsync(
            Tool.Find("kubectl", "WSM_TEST_KUBECTL"),
            ["--kubeconfig", KubeConfigFile, .. arguments],
            environment: new Dictionary<string, string> { ["HOME"] = _folder["home"] },
            input: input
        );

    /// <summary>Forgets every older state, as etcd does with time: watches that start from one are refused with 410.</summary>
    public async Task ForgetThePastAsync()
    {
        using var http = new HttpClient();
        var revision = (string?)(await PostAsync(http, "/v3/kv/range", """{"key":"AA=="}""").ConfigureAwait(false))["header"]!["revision"];
        await PostAsync(http, "/v3/kv/compaction", $$"""{"revision":"{{revision}}","physical":true}""").ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        Objects.Dispose();
        await StopAsync(_servers).ConfigureAwait(false);
        _authority.Dispose();
        _folder.Dispose();
    }

    /// <summary>The API server first, which would else complain of its etcd.</summary>
    private static async Task StopAsync(Stack<ServerProcess> servers)
    {
        while (servers.TryPop(out var server))
        {
            await server.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string TokenOf(string user) => $"token-of-{user}";

    private static List<string> EtcdArguments(TemporaryFolder folder, int port)
    {
        var (client, peer) = ($"http://127.0.0.1:{port}", $"http://127.0.0.1:{FreePort.Next()}");
        return
        [
            $"--data-dir={folder["etcd"]}",
            $"--listen-client-urls={client}",
            $"--advertise-client-urls={client}",
            $"--listen-peer-urls={peer}",
            $"--initial-advertise-peer-urls={peer}",
            $"--initial-cluster=default={peer}",
        ];
    }

    private static Func<int, IEnumerable<string>> ServerArguments(TemporaryFolder folder, TestAuthority authority, int etcd)
    {
        folder.Write("ca.crt", authority.CertificatePem);
        var (certificate, key) = authority.IssueServer(folder.Path, "server");
        var tokens = folder.Write(
            "tokens.csv",
            string.Concat(Users.Select(user => $"{TokenOf(user)},{user},{user}{(user == Admin ? ",system:masters" : "")}\n"))
        );
        var policy = folder.Write(
            "audit.yaml",
            "apiVersion: audit.k8s.io/v1\nkind: Policy\nomitStages: [RequestReceived]\nrules: [{level: Metadata}]\n"
        );
        return port =>
            [
                "--bind-address=127.0.0.1",
                $"--secure-port={port}",
                $"--tls-cert-file={certificate}",
                $"--tls-private-key-file={key}",
                $"--etcd-servers=http://127.0.0.1:{etcd}",
                $"--token-auth-file={tokens}",
                "--authorization-mode=RBAC",
                "--service-cluster-ip-range=10.0.0.0/16",
                "--service-account-issuer=https://kubernetes.default.svc",
                $"--service-account-signing-key-file={key}",
                $"--service-account-key-file={certificate}",
                // Nobody makes the accounts that it would wait for.
                "--disable-admission-plugins=ServiceAccount",
                "--kubelet-preferred-address-types=InternalIP",
                "--allow-privileged=true",
                $"--audit-policy-file={policy}",
                $"--audit-log-path={folder["audit.log"]}",
                $"--cert-dir={folder["certificates"]}",
                // Read from etcd itself, which forgets when a test says so.
                "--watch-cache-sizes=configmaps#0",
            ];
    }

    private async Task UntilReadyAsync()
    {
        var limit = DateTime.UtcNow + StartLimit;
        while (await Objects.ProblemAsync().ConfigureAwait(false) is { } problem)
        {
            if (_server.HasEnded || DateTime.UtcNow > limit)
            {
                throw new InvalidOperationException($"kube-apiserver did not become ready: {problem}\n{Output}");
            }

            await Task.Delay(100).ConfigureAwait(false);
        }
    }

    private async Task<System.Text.Json.Nodes.JsonNode> PostAsync(HttpClient http, string path, string body)
    {
        using var content = new StringContent(body);
        using var response = await http.PostAsync(new Uri($"http://127.0.0.1:{_etcd.Port}{path}"), content).ConfigureAwait(false);
        var text = await response.Content.ReadAsStringAsync().ConfigureAwait(false);
        return response.IsSuccessStatusCode
            ? System.Text.Json.Nodes.JsonNode.Parse(text)!
            : throw new InvalidOperationException($"etcd refused {path}: {text}");
    }
}

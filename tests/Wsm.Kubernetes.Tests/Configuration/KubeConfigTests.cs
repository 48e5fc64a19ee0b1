using System.Text.Json.Nodes;
using Wsm.Kubernetes.Failures;
using Wsm.Peers;

namespace Wsm.Kubernetes.Tests.Configuration;

public sealed class KubeConfigTests : IDisposable
{
    private readonly Site _site = new();

    [Fact]
    public async Task Several_files_say_together_what_kubectl_says_they_do()
    {
        _site.Write(
            "a",
            """
            contexts:
            - {name: shared, context: {cluster: one, user: red, namespace: from-a}}
            clusters:
            - {name: one, cluster: {server: "https://a.example.com:6443"}}
            users:
            - {name: red, user: {username: joe}}
            """
        );
        _site.Write(
            "b",
            """
            current-context: shared
            contexts:
            - {name: shared, context: {cluster: two, user: red, namespace: from-b}}
            - {name: other, context: {cluster: two, user: red}}
            clusters:
            - {name: one, cluster: {server: "https://b.example.com", insecure-skip-tls-verify: true}}
            - {name: two, cluster: {server: "https://two.example.com"}}
            users:
            - {name: red, user: {token: not-this}}
            """
        );
        _site.Write("c", "current-context: other\n");
        _site.Environment["KUBECONFIG"] = $"{_site["a"]}:{_site["none"]}::{_site["b"]}:{_site["c"]}";

        foreach (var context in (string?[])[null, "other", "shared"])
        {
            var access = _site.Find(context);

            string[] chosen = context is null ? [] : ["--context", context];
            var shown = await Tool.RunAsync(
                Tool.Find("kubectl", "WSM_TEST_KUBECTL"),
                ["config", "view", "--minify", "--raw", "-o", "json", .. chosen],
                environment: _site.Environment
            );
            var config = JsonNode.Parse(shown.Output)!;
            Assert.Equal((string?)config["current-context"], access.Context);
            Assert.Equal(new Uri((string)config["clusters"]![0]!["cluster"]!["server"]!), access.Server);
            Assert.Equal((string?)config["clusters"]![0]!["cluster"]!["insecure-skip-tls-verify"] is not null, access.Insecure);
            Assert.Equal((string?)config["contexts"]![0]!["context"]!["namespace"] ?? "default", access.Namespace);
            Assert.Equal((string?)config["users"]![0]!["user"]!["username"], access.User.Username);
            Assert.Equal((string?)config["users"]![0]!["user"]!["token"], access.User.Token);
            Assert.Equal(context is not null, access.IsNamed);
        }
    }

    [Fact]
    public void Paths_count_from_the_folder_of_the_file_that_names_them()
    {
        Directory.CreateDirectory(_site["sub"]);
        _site.Write(
            "sub/config",
            """
            current-context: c
            contexts: [{name: c, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: one.example.com}}]
            users: [{name: u, user: {tokenFile: token, client-key: ../key, exec: {apiVersion: client.authentication.k8s.io/v1, command: ./login}}}]
            """
        );
        _site.Environment["KUBECONFIG"] = "sub/config";

        var access = _site.Find();

        Assert.Equal(new Uri("https://one.example.com"), access.Server);
        Assert.Equal(_site["sub/token"], access.User.TokenFile);
        Assert.Equal(_site["key"], access.User.ClientKey);
        Assert.Equal(_site["sub/login"], access.User.Exec!.Command);
    }

    [Fact]
    public void A_context_that_is_not_there_is_told_with_those_that_are()
    {
        var file = _site.Write("config", "contexts: [{name: prod, context: {}}, {name: dev, context: {}}]\n");

        var wrong = Assert.Throws<KubeConfigException>(() => _site.Find("test", file));
        var none = Assert.Throws<KubeConfigException>(() => _site.Find(null, file));
        var empty = Assert.Throws<KubeConfigException>(() => _site.Find("dev", file));

        Assert.Equal(KubeConfigProblem.UnknownContext, wrong.Problem);
        Assert.EndsWith("it knows dev, prod", wrong.Message);
        Assert.Equal(KubeConfigProblem.NoContext, none.Problem);
        Assert.Equal(KubeConfigProblem.Malformed, empty.Problem);
    }

    [Fact]
    public void Without_a_file_a_pod_uses_its_own_account()
    {
        _site.Environment["HOME"] = _site["home"];
        Assert.Equal(KubeConfigProblem.Missing, Assert.Throws<KubeConfigException>(() => _site.Find()).Problem);
        Directory.CreateDirectory(_site["account"]);
        _site.Write("account/token", "t");
        _site.Write("account/namespace", "mine");
        _site.Environment["KUBERNETES_SERVICE_HOST"] = "fd00::1";
        _site.Environment["KUBERNETES_SERVICE_PORT"] = "443";

        var access = _site.Find();

        Assert.Equal(("in-cluster", "mine", new Uri("https://[fd00::1]:443")), (access.Context, access.Namespace, access.Server));
        Assert.Equal(_site["account/token"], access.User.TokenFile);
    }

    [Theory]
    [InlineData("{as-groups: [admins], token: t}")]
    [InlineData("{as-uid: '7', token: t}")]
    [InlineData("{as-user-extra: {scopes: [view]}, token: t}")]
    public void Groups_to_act_as_without_a_user_are_refused_and_never_passed_over(string user)
    {
        var file = _site.Write(
            "config",
            $"current-context: c\ncontexts: [{{name: c, context: {{cluster: c, user: u}}}}]\nclusters: [{{name: c, cluster: "
                + $"{{server: s}}}}]\nusers: [{{name: u, user: {user}}}]\n"
        );

        Assert.Equal(KubeConfigProblem.Malformed, Assert.Throws<KubeConfigException>(() => _site.Find(null, file)).Problem);
    }

    [Theory]
    [InlineData("contexts: 7\n")]
    [InlineData("clusters: [{name: c, cluster: {certificate-authority-data: '*'}}]\n")]
    [InlineData("users: [{name: u, user: {exec: {command: x}}}]\n")]
    [InlineData("a: [\n")]
    public void What_is_no_kubeconfig_is_told_with_its_file(string text)
    {
        var file = _site.Write("config", text);

        var error = Assert.Throws<KubeConfigException>(() => _site.Find("c", file));

        Assert.Equal(KubeConfigProblem.Malformed, error.Problem);
        Assert.Contains(file, error.Message);
    }

    public void Dispose() => _site.Dispose();
}

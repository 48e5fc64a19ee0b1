using Wsm.Kubernetes.Failures;
using Wsm.Peers;
using Wsm.Peers.Kubernetes;

namespace Wsm.Kubernetes.Tests.Credentials;

public sealed class TlsTests : IDisposable
{
    private readonly Site _site = new();
    private readonly TestAuthority _authority = new();

    [Fact]
    public async Task A_file_with_several_authorities_and_a_client_certificate_are_used()
    {
        using var other = new TestAuthority();
        using var server = _authority.CreateServer();
        await using var cluster = await FakeCluster.StartAsync(server, asksForCertificates: true);
        var seen = new List<string?>();
        cluster.Instead = context =>
        {
            seen.Add(context.Connection.ClientCertificate?.Subject);
            return Task.FromResult(false);
        };
        _site.Write("ca.crt", other.CertificatePem + _authority.CertificatePem);
        Directory.CreateDirectory(_site["keys"]);
        var (certificate, key) = _authority.IssueClient(_site["keys"], "jane");
        var data = Convert.ToBase64String(await File.ReadAllBytesAsync(certificate, Site.Cancellation));
        using var client = _site.Connect(
            cluster.KubeConfig($"{{client-certificate-data: {data}, client-key: {key}}}", "certificate-authority: ca.crt")
        );

        await client.GetVersionAsync(Site.Cancellation);

        Assert.Equal(["CN=jane"], seen);
    }

    [Fact]
    public async Task A_server_of_another_authority_is_refused_unless_the_kubeconfig_says_not_to_look()
    {
        using var other = new TestAuthority();
        using var server = _authority.CreateServer();
        await using var cluster = await FakeCluster.StartAsync(server);
        _site.Write("ca.crt", other.CertificatePem);
        using var strict = _site.Connect(cluster.KubeConfig(cluster: "certificate-authority: ca.crt"));
        using var careless = _site.Connect(cluster.KubeConfig(cluster: "insecure-skip-tls-verify: true"));

        var error = await Assert.ThrowsAsync<ApiException>(() => strict.GetVersionAsync(Site.Cancellation));
        await careless.GetVersionAsync(Site.Cancellation);

        Assert.Contains("not issued by the authority that the kubeconfig names", error.Message);
        Assert.Single(cluster.Requests);
    }

    [Fact]
    public async Task The_name_for_the_certificate_may_differ_from_the_address()
    {
        using var server = _authority.CreateServer("api.internal.example.com");
        await using var cluster = await FakeCluster.StartAsync(server);
        _site.Write("ca.crt", _authority.CertificatePem);
        using var right = _site.Connect(
            cluster.KubeConfig(cluster: "certificate-authority: ca.crt, tls-server-name: api.internal.example.com")
        );
        using var wrong = _site.Connect(cluster.KubeConfig(cluster: "certificate-authority: ca.crt, tls-server-name: api.example.org"));

        await right.GetVersionAsync(Site.Cancellation);
        var error = await Assert.ThrowsAsync<ApiException>(() => wrong.GetVersionAsync(Site.Cancellation));

        Assert.Contains("another host name", error.Message);
    }

    [Fact]
    public async Task A_context_can_have_a_proxy_of_its_own()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var config = cluster
            .KubeConfig(cluster: $"proxy-url: {cluster.Url}")
            .Replace($"server: \"{cluster.Url}\"", "server: \"http://api.cluster.invalid:6443\"", StringComparison.Ordinal);
        using var client = _site.Connect(config);
        string? host = null;
        cluster.Instead = context =>
        {
            host = context.Request.Host.Value;
            return Task.FromResult(false);
        };

        await client.GetVersionAsync(Site.Cancellation);

        Assert.Equal("api.cluster.invalid:6443", host);
    }

    public void Dispose()
    {
        _site.Dispose();
        _authority.Dispose();
    }
}

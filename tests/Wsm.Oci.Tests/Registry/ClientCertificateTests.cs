using System.Security.Authentication;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Peers;
using static Wsm.Oci.Tests.Registry.Samples;

namespace Wsm.Oci.Tests.Registry;

/// <summary>Registries that want to know their clients by certificates.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _servers = new();
    private readonly TestAuthority _clients = new();
    private readonly TestAuthority _department;

    public ClientCertificateTests() => _department = _clients.CreateIntermediate();

    public void Dispose()
    {
        _department.Dispose();
        _clients.Dispose();
        _servers.Dispose();
        _folder.Dispose();
    }

    /// <summary>curl, skopeo and helm send what stands in the file; a server that trusts the root alone needs all of it.</summary>
    [Fact]
    public async Task The_intermediates_in_its_file_are_sent_with_a_certificate()
    {
        await using var registry = await StartAsync();
        var (certificate, key) = _department.IssueClient(_folder.Path, "client");
        using var client = Client(certificate, key);

        await client.PingAsync(registry.Host, Token);

        var curl = await Tool.RunAsync(
            "curl",
            ["-sf", "--cacert", Ca, "--cert", certificate, "--key", key, $"https://{registry.Host}/v2/"]
        );
        Assert.Equal("{}", curl.Output);
    }

    [Fact]
    public async Task So_they_are_from_a_folder_of_certificates()
    {
        await using var registry = await StartAsync();
        var (certificate, _) = _department.IssueClient(Directory.CreateDirectory(_folder[registry.Host]).FullName, "client");
        File.Move(certificate, Path.ChangeExtension(certificate, ".cert"));
        using var client = new RegistryClient(
            Quick with
            {
                Tls = new TlsOptions { CaFiles = [Ca], CertificateDirectories = [_folder.Path] },
            }
        );

        await client.PingAsync(registry.Host, Token);
    }

    /// <summary>What the framework says is a matter of chance: an alert, an early end, a reset.</summary>
    [Fact]
    public async Task A_registry_that_gets_no_certificate_is_said_to_want_one()
    {
        await using var registry = await StartAsync();
        using var client = Client(null, null);

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(registry.Host, Token));

        Assert.Equal(RegistryProblem.ClientCertificateRequired, error.Problem);
        Assert.Contains("client certificate", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task In_either_version_of_TLS(SslProtocols version)
    {
        await using var server = new FaultServer(_ => Reply.Json("{}"), _servers.CreateServer(), version);
        using var stranger = Client(null, null);
        var (certificate, key) = _clients.IssueClient(_folder.Path, "client");
        using var known = Client(certificate, key);

        var error = await Assert.ThrowsAsync<RegistryException>(() => stranger.PingAsync(server.Host, Token));
        await known.PingAsync(server.Host, Token);

        Assert.Equal(RegistryProblem.ClientCertificateRequired, error.Problem);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task A_certificate_that_is_not_accepted_is_named()
    {
        await using var registry = await StartAsync();
        using var stranger = new TestAuthority();
        var (certificate, key) = stranger.IssueClient(_folder.Path, "client");
        using var client = Client(certificate, key);

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync(registry.Host, Token));

        Assert.Equal(RegistryProblem.ClientCertificateRefused, error.Problem);
        Assert.Contains(certificate, error.Message, StringComparison.Ordinal);
    }

    /// <summary>nginx lets everybody in, and then answers 400 with a page.</summary>
    [Fact]
    public async Task A_proxy_that_says_so_in_a_page_is_understood()
    {
        var (certificate, key) = _servers.IssueServer(_folder.Path, "server");
        await using var nginx = await Nginx.StartAsync(
            _folder,
            $"ssl_certificate {certificate}; ssl_certificate_key {key}; "
                + $"ssl_client_certificate {_folder.Write("clients.crt", _clients.CertificatePem)}; ssl_verify_client on;",
            "ssl"
        );
        using var nobody = Client(null, null);
        using var unknown = new TestAuthority();
        var (strange, strangeKey) = unknown.IssueClient(_folder.Path, "strange");
        using var stranger = Client(strange, strangeKey);

        var none = await Assert.ThrowsAsync<RegistryException>(() => nobody.PingAsync(nginx.Host, Token));
        var wrong = await Assert.ThrowsAsync<RegistryException>(() => stranger.PingAsync(nginx.Host, Token));

        Assert.Equal(RegistryProblem.ClientCertificateRequired, none.Problem);
        Assert.Contains("No required SSL certificate was sent", none.Message, StringComparison.Ordinal);
        Assert.Equal(RegistryProblem.ClientCertificateRefused, wrong.Problem);
    }

    [Fact]
    public async Task A_key_that_is_not_of_the_certificate_is_said_before_anything_is_sent()
    {
        var (certificate, _) = _clients.IssueClient(_folder.Path, "one");
        var (_, key) = _clients.IssueClient(_folder.Path, "two");
        using var client = Client(certificate, key);

        var error = await Assert.ThrowsAsync<RegistryException>(() => client.PingAsync("127.0.0.1:1", Token));

        Assert.Equal(RegistryProblem.UnusableClientCertificate, error.Problem);
        Assert.Contains(certificate, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://r.example/v2/", "r.example", true)]
    [InlineData("https://r.example/v2/", "r.example:443", true)]
    [InlineData("https://r.example:8443/v2/", "r.example:8443", true)]
    [InlineData("https://r.example:8443/v2/", "r.example", false)]
    public void Folders_are_found_with_and_without_the_usual_port(string address, string name, bool expected)
    {
        Directory.CreateDirectory(_folder[name]);
        var options = new TlsOptions { CertificateDirectories = [_folder.Path] };

        Assert.Equal(expected ? [_folder[name]] : [], Oci.Registry.Transport.CertificateFiles.FoldersFor(options, new Uri(address)));
    }

    private string Ca => _folder.Write("ca.pem", _servers.CertificatePem);

    private Task<RegistryProcess> StartAsync() =>
        RegistryProcess.StartAsync(new RegistrySettings { Tls = _servers, ClientAuthority = _clients });

    private RegistryClient Client(string? certificate, string? key) =>
        new(
            Quick with
            {
                Tls = new TlsOptions
                {
                    CaFiles = [Ca],
                    ClientCertificateFile = certificate,
                    ClientKeyFile = key,
                },
            }
        );
}

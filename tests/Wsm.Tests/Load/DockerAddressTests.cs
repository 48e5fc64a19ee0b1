using System.Security.Cryptography;
using System.Text;
using Wsm.Oci;
using Wsm.Peers;
using Wsm.Product.Failures;
using Wsm.Site.Loading;

namespace Wsm.Tests.Load;

public sealed class DockerAddressTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("unix:///run/docker.sock", "unix:///run/docker.sock")]
    [InlineData("/run/docker.sock", "unix:///run/docker.sock")]
    [InlineData("tcp://10.0.0.1", "tcp://10.0.0.1:2375/")]
    [InlineData("tcp://10.0.0.1:99", "tcp://10.0.0.1:99/")]
    [InlineData("ssh://me@host:2222", "ssh://me@host:2222")]
    public void A_host_is_understood_as_docker_understands_it(string host, string url)
    {
        var address = DockerAddresses.Find(host, null, Environment());

        Assert.Equal((url, null), (address.Url.OriginalString, address.Tls));
    }

    [Fact]
    public void What_is_no_address_is_refused()
    {
        var error = Assert.Throws<UserError>(() => DockerAddresses.Find("docker.example.com", null, Environment()));

        Assert.Equal(FailureKind.Usage, error.Kind);
    }

    [Fact]
    public void The_host_that_was_named_comes_before_variables_and_contexts_and_the_socket_last()
    {
        Context("far", "tcp://far:1");
        Context("near", "tcp://near:1");

        Assert.Equal("/var/run/docker.sock", Find());
        Write("config.json", """{"currentContext": "far"}""");
        Assert.Equal("tcp://far:1", Find());
        Assert.Equal("tcp://near:1", Find(("DOCKER_CONTEXT", "near")));
        Assert.Equal("/var/run/docker.sock", Find(("DOCKER_CONTEXT", "default")));
        Assert.Equal("/a", Find(("DOCKER_CONTEXT", "near"), ("DOCKER_HOST", "unix:///a")));
        Assert.Equal("tcp://near:1", DockerAddresses.Find(null, "near", Environment(("DOCKER_HOST", "unix:///a"))).ToString());
        Assert.Equal("/b", DockerAddresses.Find("unix:///b", "near", Environment()).ToString());

        string Find(params (string, string)[] variables) => DockerAddresses.Find(null, null, Environment(variables)).ToString();
    }

    [Fact]
    public void Certificates_come_from_the_context_or_from_the_folder_that_a_variable_names()
    {
        var folder = Context("secure", "tcp://secure:2376");
        Write($"contexts/tls/{folder}/docker/ca.pem", "x");
        Write($"contexts/tls/{folder}/docker/cert.pem", "x");
        Write($"contexts/tls/{folder}/docker/key.pem", "x");
        Write("other/ca.pem", "x");
        var certificates = Path.Combine(_home.Path, ".docker", "other");

        var context = DockerAddresses.Find(null, "secure", Environment()).Tls!;
        var verified = DockerAddresses.Find("tcp://h", null, Environment(("DOCKER_TLS_VERIFY", "1"), ("DOCKER_CERT_PATH", certificates)));
        var unverified = DockerAddresses.Find("tcp://h", null, Environment(("DOCKER_TLS", "1"), ("DOCKER_CERT_PATH", certificates)));

        Assert.EndsWith("docker/ca.pem", Assert.Single(context.CaFiles));
        Assert.EndsWith("docker/cert.pem", context.ClientCertificateFile);
        Assert.EndsWith("docker/key.pem", context.ClientKeyFile);
        Assert.Equal((Path.Combine(certificates, "ca.pem"), null, false), Of(verified));
        Assert.Equal("tcp://h:2376", verified.ToString());
        Assert.Equal((Path.Combine(certificates, "ca.pem"), null, true), Of(unverified));

        static (string, string?, bool) Of(DockerAddress address) =>
            (address.Tls!.CaFiles[0], address.Tls.ClientCertificateFile, address.Tls.Insecure);
    }

    [Fact]
    public void A_context_that_is_not_there_or_says_nothing_is_named()
    {
        Write($"contexts/meta/{Id("empty")}/meta.json", """{"Name": "empty", "Endpoints": {}}""");
        Write($"contexts/meta/{Id("broken")}/meta.json", "{");

        Assert.Contains("no Docker context 'none'", Assert.Throws<UserError>(() => Find("none")).Message);
        Assert.Contains("'empty' names no host", Assert.Throws<UserError>(() => Find("empty")).Message);
        Assert.Contains("not valid JSON", Assert.Throws<UserError>(() => Find("broken")).Message);

        DockerAddress Find(string name) => DockerAddresses.Find(null, name, Environment());
    }

    private static string Id(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    private string Context(string name, string host)
    {
        Write($"contexts/meta/{Id(name)}/meta.json", $$$"""{"Name": "{{{name}}}", "Endpoints": {"docker": {"Host": "{{{host}}}"} } }""");
        return Id(name);
    }

    private void Write(string file, string text) => _home.Write(".docker/" + file, text);

    private EnvironmentVariables Environment(params (string Name, string Value)[] variables) =>
        new([KeyValuePair.Create("HOME", _home.Path), .. variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value))]);
}

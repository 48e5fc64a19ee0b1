using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Tests.Registry.Http;

public sealed class ProxyVariablesTests
{
    [Theory]
    [InlineData("https://quay.io/", "http://secure:1/")]
    [InlineData("http://quay.io/", "http://plain:2/")]
    [InlineData("https://localhost:5000/", null)]
    [InlineData("https://127.0.0.9/", null)]
    [InlineData("https://[::1]/", null)]
    [InlineData("https://corp.example/", null)]
    [InlineData("https://a.corp.example/", null)]
    [InlineData("https://notcorp.example/", "http://secure:1/")]
    [InlineData("https://dots.example/", "http://secure:1/")]
    [InlineData("https://a.dots.example/", null)]
    [InlineData("https://b.stars.example/", null)]
    [InlineData("https://10.20.30.40/", null)]
    [InlineData("https://11.20.30.40/", "http://secure:1/")]
    [InlineData("https://192.168.1.1/", null)]
    [InlineData("https://port.example:8443/", null)]
    [InlineData("https://port.example/", "http://secure:1/")]
    [InlineData("https://[2001:db8::5]/", null)]
    public void Hosts_go_through_the_proxy_or_past_it(string host, string? proxy)
    {
        var variables = new ProxyVariables(
            Environment(
                ("HTTPS_PROXY", "secure:1"),
                ("http_proxy", "http://plain:2"),
                ("NO_PROXY", "corp.example, .dots.example,*.stars.example,10.0.0.0/8,192.168.1.1,port.example:8443,2001:db8::/32")
            )
        );
        Assert.Equal(proxy, variables.GetProxy(new Uri(host))?.ToString());
        Assert.Equal(proxy is null, variables.IsBypassed(new Uri(host)));
    }

    [Fact]
    public void A_star_exempts_every_host_and_no_variable_means_no_proxy()
    {
        Assert.Null(new ProxyVariables(Environment(("HTTPS_PROXY", "p:1"), ("no_proxy", "*"))).GetProxy(new Uri("https://a.b/")));
        Assert.False(new ProxyVariables(EnvironmentVariables.Empty).Any);
    }

    [Fact]
    public void The_proxy_s_user_is_taken_from_its_address()
    {
        var proxy = new ProxyVariables(Environment(("HTTPS_PROXY", "http://us%40er:p%3Aw@proxy:3128")));
        var credential = proxy.Credentials!.GetCredential(proxy.GetProxy(new Uri("https://quay.io"))!, "Basic");
        Assert.Equal(("us@er", "p:w"), (credential!.UserName, credential.Password));
    }

    [Fact]
    public void A_variable_that_is_no_address_is_named_without_its_value()
    {
        var error = Assert.Throws<RegistryException>(() => new ProxyVariables(Environment(("HTTPS_PROXY", "ftp://user:secret@x"))));
        Assert.Contains("HTTPS_PROXY", error.Message);
        Assert.DoesNotContain("secret", error.ToString());
    }

    private static EnvironmentVariables Environment(params (string Name, string Value)[] variables) =>
        new(variables.Select(variable => KeyValuePair.Create(variable.Name, variable.Value)));
}

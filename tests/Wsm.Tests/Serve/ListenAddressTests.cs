using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Wsm.Peers;
using Wsm.Site.Serving;
using Wsm.Tests.Push;

namespace Wsm.Tests.Serve;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("5000", "127.0.0.1:5000")]
    [InlineData("localhost:0", "127.0.0.1:0")]
    [InlineData("10.1.2.3:443", "10.1.2.3:443")]
    [InlineData("[fd00::2]:5000", "[fd00::2]:5000")]
    [InlineData("0.0.0.0:5000", "0.0.0.0:5000")]
    public void An_address_is_read(string text, string expected)
    {
        Assert.True(ListenAddress.TryParse(text, out var address));
        Assert.Equal(expected, address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("65536")]
    [InlineData("-1")]
    [InlineData("fd00::2:5000")]
    [InlineData("example.org:5000")]
    [InlineData("127.0.0.1:")]
    [InlineData("127.0.0.1")]
    public void What_is_no_address_is_refused(string text) => Assert.False(ListenAddress.TryParse(text, out _));

    [Theory]
    [InlineData("http://127.0.0.1:5000/", "http://127.0.0.1:5000/")]
    [InlineData("https://[fd00::2]:5000/", "https://[fd00::2]:5000/")]
    public void An_address_that_can_be_typed_is_shown_as_it_is(string address, string expected) =>
        Assert.Equal(new Uri(expected), ListenAddress.Shown(new Uri(address)));

    [Theory]
    [InlineData("http://0.0.0.0:5000/")]
    [InlineData("http://[::]:5000/")]
    public void Everywhere_is_shown_as_this_host(string address) =>
        Assert.Equal(new UriBuilder(address) { Host = Dns.GetHostName() }.Uri, ListenAddress.Shown(new Uri(address)));

    [Fact]
    public async Task Every_address_is_that_of_both_protocols()
    {
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        await using var serve = await RunningServe.StartAsync("--bundle", made.Folder, "--plain-http", "--listen", ":0");
        var port = Regex.Match(serve.Error, "http://[^ ]+:([0-9]+)/").Groups[1].Value;
        using var client = new HttpClient();

        foreach (var host in Socket.OSSupportsIPv6 ? (string[])["127.0.0.1", "[::1]"] : ["127.0.0.1"])
        {
            Assert.Equal(
                HttpStatusCode.OK,
                (await client.GetAsync(new Uri($"http://{host}:{port}/healthz"), TestContext.Current.CancellationToken)).StatusCode
            );
        }
    }
}

using System.Net;
using System.Net.Sockets;
using Wsm.Kubernetes.Streaming;
using Wsm.Peers.Kubernetes;

namespace Wsm.Kubernetes.Tests.Streaming;

public sealed class PortForwardTests : IDisposable
{
    private readonly Site _site = new();

    [Fact]
    public async Task What_is_sent_to_the_local_port_reaches_the_pod_and_its_answer_comes_back()
    {
        await using var cluster = await FakeCluster.StartAsync();
        var groups = new List<string>();
        cluster.Instead = context =>
        {
            lock (groups)
            {
                groups.Add(string.Join('|', context.Request.Headers["Impersonate-Group"].ToArray()));
            }

            return EchoPort.ServeAsync(context);
        };
        using var client = _site.Connect(cluster.KubeConfig("{token: t, as: jane, as-groups: [a, b]}"));
        await using var forward = PortForward.Start(client, "n", "p", 8080, 0, _site.Said.Add);
        var sent = new byte[200_000];
        Random.Shared.NextBytes(sent);

        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => AskAsync(forward.LocalPort, sent)));

        Assert.All(answers, answer => Assert.Equal(sent, answer));
        Assert.All(groups, both => Assert.Equal("a|b", both));
        Assert.All(cluster.Requests, request => Assert.Equal("GET /api/v1/namespaces/n/pods/p/portforward?ports=8080", request));
        Assert.Empty(_site.Said);
    }

    [Fact]
    public async Task A_port_that_nothing_listens_on_is_told_in_the_clusters_words()
    {
        await using var cluster = await FakeCluster.StartAsync();
        cluster.Instead = context => EchoPort.ServeAsync(context, "connection refused in the pod");
        using var client = _site.Connect(cluster.KubeConfig());
        await using var forward = PortForward.Start(client, "n", "p", 8080, 0, _site.Said.Add);

        var answer = await AskAsync(forward.LocalPort, [1]);

        Assert.Empty(answer);
        Assert.Equal(["A connection to p:8080 failed: connection refused in the pod"], _site.Said);
    }

    public void Dispose() => _site.Dispose();

    private static async Task<byte[]> AskAsync(int port, byte[] sent)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(IPAddress.Loopback, port, Site.Cancellation);
        var stream = connection.GetStream();
        var received = new byte[sent.Length];
        var receiving = stream.ReadAtLeastAsync(received, received.Length, throwOnEndOfStream: false, Site.Cancellation);
        await stream.WriteAsync(sent, Site.Cancellation);
        return received[..await receiving];
    }
}

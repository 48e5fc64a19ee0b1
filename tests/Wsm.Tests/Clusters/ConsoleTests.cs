using System.Net;
using System.Net.Sockets;
using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Peers.Kubernetes;
using Wsm.Tests.Push;

namespace Wsm.Tests.Clusters;

public sealed class ConsoleTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_systems_console_is_reached_and_its_password_printed_until_one_stops_it()
    {
        await using var cluster = await FakeCluster.StartAsync();
        Fill(cluster);
        cluster.Instead = context => EchoPort.ServeAsync(context);
        var port = FreePort.Next();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = RunResult.OfAsync(
            _folder.Path,
            ["console", "--kubeconfig", _folder.Write("config", cluster.KubeConfig(space: "wandb")), "--port", $"{port}"],
            stop.Token
        );

        var answer = await AskAsync(port, [7, 8, 9], running);
        await stop.CancelAsync();
        var run = await running;

        Assert.Equal([7, 8, 9], answer);
        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Equal(
            [$"http://127.0.0.1:{port}/console", "correct horse"],
            run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        );
        Assert.Contains("GET /api/v1/namespaces/wandb/pods/ready/portforward?ports=9090", cluster.Requests);
        Assert.DoesNotContain("correct horse", run.Error);
    }

    [Theory]
    [InlineData("nothing:80", "there is no service of that name")]
    [InlineData("wandb-console:80", "the service has no port 80; it has 8082")]
    [InlineData("external:80", "the service chooses no pods by itself")]
    [InlineData("lonely:80", "no pod answers for the service")]
    public async Task A_service_that_cannot_be_reached_says_why(string service, string why)
    {
        await using var cluster = await FakeCluster.StartAsync();
        Fill(cluster);
        cluster.Objects.Put(
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"external","namespace":"wandb"},"spec":{"ports":[{"port":80}]}}"""
        );
        cluster.Objects.Put(
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"lonely","namespace":"wandb"},"spec":{"ports":[{"port":80}],"selector":{"app":"x"}}}"""
        );

        var run = await RunResult.OfAsync("console", service, "-n", "wandb", "--kubeconfig", _folder.Write("config", cluster.KubeConfig()));

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains($"{service} in namespace wandb of test cannot be reached: {why}.", run.Error);
    }

    public void Dispose() => _folder.Dispose();

    private static void Fill(FakeCluster cluster)
    {
        cluster.Objects.Put(
            """{"apiVersion":"v1","kind":"Service","metadata":{"name":"wandb-console","namespace":"wandb"},"spec":{"ports":[{"port":8082,"targetPort":"http"}],"selector":{"app":"console"}}}"""
        );
        foreach (var (name, ready) in ((string, string)[])[("not-ready", "False"), ("ready", "True")])
        {
            cluster.Objects.Put(
                $$$$"""{"apiVersion":"v1","kind":"Pod","metadata":{"name":"{{{{name}}}}","namespace":"wandb","labels":{"app":"console"}},"spec":{"containers":[{"name":"main","image":"i","ports":[{"name":"http","containerPort":9090}]}]},"status":{"conditions":[{"type":"Ready","status":"{{{{ready}}}}"}]}}"""
            );
        }

        cluster.Objects.Put(
            """{"apiVersion":"v1","kind":"Secret","metadata":{"name":"wandb-password","namespace":"wandb"},"data":{"password":"Y29ycmVjdCBob3JzZQ=="}}"""
        );
    }

    private static async Task<byte[]> AskAsync(int port, byte[] sent, Task running)
    {
        while (!running.IsCompleted)
        {
            try
            {
                using var connection = new TcpClient();
                await connection.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
                var stream = connection.GetStream();
                await stream.WriteAsync(sent, TestContext.Current.CancellationToken);
                var received = new byte[sent.Length];
                await stream.ReadExactlyAsync(received, TestContext.Current.CancellationToken);
                return received;
            }
            catch (SocketException)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }
        }

        return [];
    }
}

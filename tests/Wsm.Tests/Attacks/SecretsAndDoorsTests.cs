using System.Diagnostics;
using System.Net;
using System.Text;
using Wsm.Peers;
using Wsm.Site.Serving.Security;
using Wsm.Tests.Push;
using Wsm.Tests.Serve;

namespace Wsm.Tests.Attacks;

/// <summary>Who may come in, and what passwords on the command line come to.</summary>
public sealed class SecretsAndDoorsTests
{
    [Theory]
    [InlineData("push --registry u:PW@h.example")]
    [InlineData("push --registry h.example --charts http://u:PW@h.example/")]
    [InlineData("push --registry h.example --charts oci://u:PW@h.example/x")]
    [InlineData("push --registry h.example --pull-registry u:PW@h.example")]
    [InlineData("values --registry h.example --charts-url http://u:PW@h.example/")]
    [InlineData("check --registry u:PW@h.example")]
    [InlineData("prune --registry u:PW@h.example")]
    [InlineData("login u:PW@h.example")]
    [InlineData("login https://u:PW@h.example")]
    [InlineData("logout u:PW@h.example")]
    [InlineData("doctor --registry u:PW@h.example")]
    [InlineData("doctor --registry u:PW@h.example -o json")]
    [InlineData("mirror --registry u:PW@h.example")]
    [InlineData("serve --listen u:PW@h.example:1")]
    [InlineData("template x oci://u:PW@h.example/x")]
    [InlineData("template x y@https://u:PW@h.example/")]
    [InlineData("list u:PW@h.example/x")]
    public async Task A_password_in_an_address_is_refused_and_not_repeated(string command)
    {
        var run = await RunResult.OfAsync(command.Split(' '));

        Assert.Equal((2, false), (run.ExitCode, (run.Error + run.Output).Contains("PW", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("would let anyone who can reach this address push", "--allow-push pushed")]
    [InlineData("goes with --allow-push", "--anonymous-push")]
    [InlineData("not with --htpasswd", "--allow-push pushed --anonymous-push --htpasswd users")]
    public async Task Nobody_may_push_without_a_password_unless_that_is_said(string reason, string options)
    {
        var run = await RunResult.OfAsync(["serve", "--bundle", "none", .. options.Split(' ')]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(reason, run.Error);
    }

    /// <summary>A user of a low cost came first: whoever is unknown was answered a hundred times sooner than one of a high cost.</summary>
    [Fact]
    public async Task The_time_of_a_refusal_does_not_tell_who_exists()
    {
        using var folder = new TemporaryFolder();
        var cheap = await Tool.RunAsync("htpasswd", ["-nbB", "-C", "4", "anna", "secret"]);
        var dear = await Tool.RunAsync("htpasswd", ["-nbB", "-C", "10", "bert", "secret"]);
        var users = Htpasswd.Read(folder.Write("users", $"{cheap.Output.Trim()}\n{dear.Output.Trim()}\n"));

        TimeSpan[] times = [Fastest("anna"), Fastest("bert"), Fastest("nobody")];

        Assert.True(times.Max() < times.Min() * 4, string.Join(", ", times));

        TimeSpan Fastest(string user) =>
            Enumerable
                .Range(0, 5)
                .Min(_ =>
                {
                    var clock = Stopwatch.StartNew();
                    Assert.False(users.Verify(user, "wrong"));
                    return clock.Elapsed;
                });
    }

    [Fact]
    public async Task Charts_that_are_sent_halfway_take_no_memory()
    {
        const int Clients = 8;
        using var folder = new TemporaryFolder();
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        await using var serve = await RunningServe.StartAsync(
            "--quiet",
            "--bundle",
            made.Folder,
            "--anonymous-push",
            "--allow-push",
            folder["pushed"]
        );
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var connections = new List<RawConnection>();
        var piece = new byte[1 << 20];

        foreach (var client in Enumerable.Range(0, Clients))
        {
            var connection = await RawConnection.OpenAsync(serve.Address);
            connections.Add(connection);
            await connection.SendAsync($"POST /api/charts HTTP/1.1\r\nHost: {serve.Host}\r\nContent-Length: {100 << 20}\r\n\r\n");
            for (var i = 0; i < 40; i++)
            {
                await connection.Stream.WriteAsync(piece, TestContext.Current.CancellationToken);
            }
        }

        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        connections.ForEach(connection => connection.Dispose());
        Assert.InRange(held, long.MinValue, 64L << 20);
        Assert.Equal(HttpStatusCode.OK, (await serve.GetAsync("/v2/")).Status);
    }

    /// <summary>A node that holds itself ended the server once.</summary>
    [Fact]
    public async Task A_chart_that_holds_itself_is_refused_and_the_server_goes_on()
    {
        using var folder = new TemporaryFolder();
        using var made = await SampleBundle.MakeAsync(new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Artifact() });
        await using var serve = await RunningServe.StartAsync(
            "--quiet",
            "--bundle",
            made.Folder,
            "--anonymous-push",
            "--allow-push",
            folder["pushed"]
        );

        foreach (var more in (string[])["dependencies: &b [*b]", "annotations: &a {x: *a}", $"x: {new string('[', 100_000)}"])
        {
            folder.Write("e/Chart.yaml", $"apiVersion: v2\nname: e\nversion: 1.0.0\n{more}\n");
            await Tool.RunAsync("tar", ["-czf", folder["e.tgz"], "-C", folder.Path, "e"]);
            using var body = new ByteArrayContent(File.ReadAllBytes(folder["e.tgz"]));
            using var answer = await serve.Http.PostAsync("/api/charts", body, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, (await serve.GetAsync("/v2/")).Status);
    }

    /// <summary>The medium changes between the check of its signature and the loading.</summary>
    [Fact]
    public async Task An_engine_gets_what_was_verified_although_the_medium_changes_meanwhile()
    {
        using var folder = new TemporaryFolder();
        using var made = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent>
            {
                ["a/first:1"] = TestImages.Random(1, 2000),
                ["b/second:1"] = TestImages.Random(2, 2000),
            },
            allPlatforms: false
        );
        await Trust.Openssl.MakeKeyAsync(folder.Path, "a");
        await RunResult.WellAsync("sign", "--bundle", made.Folder, "--key", folder["a.pem"]);
        var second = Directory.GetFiles(made.Folder, "1.tgz", SearchOption.AllDirectories).Single(file => file.Contains("second"));
        var layer = made.Images["b/second:1"].Blobs.Values.MaxBy(blob => blob.Length)!;
        await using var engine = new FaultServer(request =>
        {
            if (request.Path.EndsWith("/images/load", StringComparison.Ordinal))
            {
                var bytes = File.ReadAllBytes(second);
                bytes[bytes.AsSpan().IndexOf(layer) + 1000] ^= 1;
                File.WriteAllBytes(second, bytes);
            }

            return Reply.Json("{}");
        });

        var run = await RunResult.OfAsync(
            "load",
            "--bundle",
            made.Folder,
            "--docker-host",
            $"tcp://{engine.Host}",
            "--verify-key",
            folder["a.pub"]
        );

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("✗", run.Output);
        Assert.Contains("b/second:1", run.Output);
        Assert.DoesNotContain(engine.Requests, request => request.Body.AsSpan().IndexOf(Changed(layer)) >= 0);

        static byte[] Changed(byte[] layer)
        {
            var changed = layer.ToArray();
            changed[1000] ^= 1;
            return changed;
        }
    }
}

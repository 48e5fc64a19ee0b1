using Wsm.Bundles.Locks;
using Wsm.Peers;
using Wsm.Tests.Bundles;
using Wsm.Tests.Push;
using Wsm.Tests.Serve;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Attacks;

/// <summary>Bundles whose folder holds links, pipes and other things than files: nothing outside is read, written or deleted.</summary>
public sealed class HostileFolderTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    private string Precious => _folder["outside", "precious"];

    public async ValueTask InitializeAsync()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        await WholeBundle.WriteAsync(_folder["oci"], BundleLayout.Oci);
        await Openssl.MakeKeyAsync(_folder.Path, "a");
        await WellAsync("sign", "--key", "a.pem");
        await WellAsync("sign", "--key", "a.pem", "-b", "oci");
        _folder.Write("outside/precious", "precious");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_push_does_not_write_its_note_through_a_link()
    {
        File.CreateSymbolicLink(_folder["bundle", "relocation.json"], Precious);
        await using var registry = await RegistryProcess.StartAsync();

        await WellAsync("push", "--verify-key", "a.pub", "--registry", registry.Host);

        Assert.Equal("precious", File.ReadAllText(Precious));
        Assert.Null(new FileInfo(_folder["bundle", "relocation.json"]).LinkTarget);
    }

    [Fact]
    public async Task A_link_in_the_place_of_the_lock_file_is_refused()
    {
        File.Delete(_folder["bundle", ".wsm.lock"]);
        File.CreateSymbolicLink(_folder["bundle", ".wsm.lock"], _folder["outside", "new"]);

        var run = await RunAsync("sign", "--key", "a.pem");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("is a link", run.Error);
        Assert.Equal([Precious], Directory.GetFiles(_folder["outside"]));
    }

    [Theory]
    [InlineData("bundle.json.sig.new.partial")]
    [InlineData("bundle.json.sig")]
    public async Task A_signature_is_not_written_through_a_link(string name)
    {
        File.Delete(_folder["bundle", "bundle.json.sig"]);
        File.CreateSymbolicLink(_folder["bundle", name], Precious);

        await RunAsync("sign", "--key", "a.pem");

        Assert.Equal("precious", File.ReadAllText(Precious));
    }

    [Fact]
    public async Task A_blob_that_is_a_link_is_not_served()
    {
        using var made = await ServedAsync();
        var blob = Directory.GetFiles(Path.Combine(made.Folder, "images", "blobs", "sha256")).MaxBy(file => new FileInfo(file).Length)!;
        File.Delete(blob);
        File.CreateSymbolicLink(blob, Precious);
        await using var serve = await RunningServe.StartAsync("-b", made.Folder, "--verify-key", _folder["a.pub"]);

        var (status, body) = await serve.GetAsync($"/v2/team/app/blobs/sha256:{Path.GetFileName(blob)}");

        Assert.NotEqual(System.Net.HttpStatusCode.OK, status);
        Assert.DoesNotContain("precious", System.Text.Encoding.UTF8.GetString(body));
    }

    [Fact]
    public async Task A_blob_of_another_content_is_broken_off_and_no_part_of_it_is_sent()
    {
        using var made = await ServedAsync();
        var blob = Directory.GetFiles(Path.Combine(made.Folder, "images", "blobs", "sha256")).MaxBy(file => new FileInfo(file).Length)!;
        var bytes = File.ReadAllBytes(blob);
        bytes[1000] ^= 1;
        File.WriteAllBytes(blob, bytes);
        await using var serve = await RunningServe.StartAsync("-b", made.Folder, "--verify-key", _folder["a.pub"]);
        using var part = new HttpRequestMessage(HttpMethod.Get, $"/v2/team/app/blobs/sha256:{Path.GetFileName(blob)}");
        part.Headers.Range = new(0, 9);

        await Assert.ThrowsAsync<HttpRequestException>(() => serve.GetAsync($"/v2/team/app/blobs/sha256:{Path.GetFileName(blob)}"));
        using var answer = await serve.Http.SendAsync(part, TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.InternalServerError, answer.StatusCode);
    }

    [Theory]
    [InlineData("bundle", "charts")]
    [InlineData("bundle", "images")]
    [InlineData("bundle", "images/example.org")]
    [InlineData("oci", "images/blobs")]
    [InlineData("oci", "images/blobs/sha256")]
    public async Task Nothing_is_written_or_deleted_behind_a_folder_that_is_a_link(string bundle, string linked)
    {
        await WholeBundle.WriteAsync(_folder["source"], title: "Another");
        await WellAsync("sign", "--key", "a.pem", "-b", "source");
        await WellAsync("pack", "packed.wsm", "-b", "source");
        Directory.Delete(_folder[bundle, linked], recursive: true);
        Directory.CreateSymbolicLink(_folder[bundle, linked], _folder["outside"]);
        _folder.Write($"outside/sha256/{new string('a', 64)}", "a blob of somebody else");
        _folder.Write($"outside/{new string('b', 64)}", "a blob of somebody else");
        _folder.Write("outside/x.tgz.partial", "an archive of somebody else");
        var before = Snapshot.Of(_folder["outside"], times: true);

        string[][] commands =
        [
            ["unpack", "packed.wsm", "-b", bundle],
            ["apply", "source", "-b", bundle],
            ["prune", "-b", bundle],
            ["verify", "-b", bundle],
        ];
        foreach (var command in commands)
        {
            var run = await RunAsync(command);
            Assert.DoesNotContain("bug in wsm", run.Error);
        }

        Assert.Equal(before, Snapshot.Of(_folder["outside"], times: true));
    }

    [Fact]
    public async Task What_an_older_lock_names_behind_a_link_is_not_deleted()
    {
        var text = await File.ReadAllTextAsync(_folder["bundle", "bundle.json"], TestContext.Current.CancellationToken);
        File.WriteAllText(_folder["bundle", "bundle.json"], text.Replace("charts/app-1.0.0.tgz", "ssh/precious", StringComparison.Ordinal));
        Directory.CreateSymbolicLink(_folder["bundle", "ssh"], _folder["outside"]);
        await WholeBundle.WriteAsync(_folder["source"], title: "Another");
        await WellAsync("pack", "packed.wsm", "-b", "source");

        await RunAsync("unpack", "packed.wsm", "-b", "bundle");

        Assert.Equal("precious", File.ReadAllText(Precious));
    }

    [Theory]
    [InlineData("bundle")]
    [InlineData("oci")]
    public async Task Links_that_lead_in_circles_are_findings_and_nothing_is_walked_through_them(string bundle)
    {
        Directory.CreateSymbolicLink(_folder[bundle, "images", "l0"], ".");
        Directory.CreateSymbolicLink(_folder[bundle, "images", "l1"], ".");

        var run = await RunAsync("verify", "-b", bundle, "-o", "json");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("\"images/l0\"", run.Output);
        Assert.Contains("\"images/l1\"", run.Output);
        Assert.DoesNotContain("l0/l0", run.Output);
    }

    [Theory]
    [InlineData("bundle.json")]
    [InlineData("bundle.json.sig")]
    [InlineData("charts/app-1.0.0.tgz")]
    [InlineData("images/example.org/app/1.tgz")]
    public async Task A_pipe_in_the_place_of_a_file_is_refused_by_every_command_and_not_waited_for(string name)
    {
        File.Delete(_folder["bundle", name]);
        await Tool.RunAsync("mkfifo", [_folder["bundle", name]]);

        foreach (var command in (string[])["verify", "report", "pack out.wsm", "prune", "diff bundle bundle"])
        {
            var run = await RunAsync([.. command.Split(' '), "--verify-key", "a.pub"]).WaitAsync(TimeSpan.FromMinutes(1));
            Assert.True(run.ExitCode != 0 || command is "prune" or "diff bundle bundle" or "report", $"{command}: {run.Output}{run.Error}");
            Assert.DoesNotContain("bug in wsm", run.Error);
        }
    }

    [Fact]
    public async Task Pipes_and_sockets_beside_a_volume_are_passed_over()
    {
        await WellAsync("pack", "media/x.wsm");
        await Tool.RunAsync("mkfifo", [_folder["media", "pipe"]]);
        using var socket = new System.Net.Sockets.Socket(
            System.Net.Sockets.AddressFamily.Unix,
            System.Net.Sockets.SocketType.Stream,
            System.Net.Sockets.ProtocolType.Unspecified
        );
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(_folder["media", "socket"]));

        await WellAsync("verify", "-b", "media/x.wsm").WaitAsync(TimeSpan.FromMinutes(1));
        var pipe = await RunAsync("verify", "-b", "media/pipe").WaitAsync(TimeSpan.FromMinutes(1));

        Assert.NotEqual(0, pipe.ExitCode);
        Assert.Contains("is a pipe", pipe.Error);
    }

    private async Task<SampleBundle> ServedAsync()
    {
        var made = await SampleBundle.MakeAsync(
            new Dictionary<string, ImageContent> { ["team/app:1.0"] = TestImages.Busybox("app") },
            layout: BundleLayout.Oci
        );
        await WellAsync("sign", "--key", "a.pem", "-b", made.Folder);
        return made;
    }

    private async Task<RunResult> WellAsync(params string[] arguments)
    {
        var run = await RunAsync(arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.ExitCode == 0 ? "" : run.Error));
        return run;
    }

    private Task<RunResult> RunAsync(params string[] arguments) =>
        RunResult.OfAsync(_folder.Path, arguments, TestContext.Current.CancellationToken);
}

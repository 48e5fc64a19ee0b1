using Wsm.Peers;
using Wsm.Tests.Bundles;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Attacks;

/// <summary>The note of a push lies beside the lock, and no signature covers it: it may say anything.</summary>
public sealed class HostileRelocationTests : IAsyncLifetime
{
    private const string Good = """{"source":"docker.io/a/b:1","digest":"","push":"127.0.0.1:1/a/b:1","pull":"127.0.0.1:1/a/b:1"}""";

    private static readonly string[] Commands =
    [
        "",
        "values",
        "values --registry 127.0.0.1:1",
        "deploy",
        "check --registry 127.0.0.1:1",
        "prune --registry 127.0.0.1:1 --before old",
    ];

    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        FolderCopy.Make(_folder["bundle"], _folder["old"]);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("""{"images":[{"source":"../../etc","digest":"","push":"127.0.0.1:1/a:1","pull":"127.0.0.1:1/a:1"}],"charts":[]}""")]
    [InlineData("""{"images":[{"source":"docker.io/a/b:1","digest":"","push":"127.0.0.1:1/../A","pull":"127.0.0.1:1/a:1"}],"charts":[]}""")]
    [InlineData("""{"images":[{"source":"docker.io/a/b:1","digest":"","push":"127.0.0.1:1/a:1","pull":""}],"charts":[]}""")]
    [InlineData("""{"images":[{"source":"docker.io/a/b:1","digest":"sha256:x","push":"127.0.0.1:1/a:1","pull":"h/a:1"}],"charts":[]}""")]
    [InlineData($$"""{"images":[{{Good}},{{Good}}],"charts":[]}""")]
    [InlineData($$"""{"images":[{{Good}},null],"charts":[]}""")]
    [InlineData("""{"images":null,"charts":null}""")]
    [InlineData($$"""{"images":[{{Good}}],"charts":[null],"convert":99}""")]
    [InlineData("[")]
    public async Task What_it_names_that_is_none_is_malformed(string note)
    {
        _folder.Write("bundle/relocation.json", note);
        _folder.Write("old/relocation.json", note);

        foreach (var command in Commands)
        {
            var run = await RunAsync(command);
            Assert.DoesNotContain("bug in wsm", run.Error);
        }

        Assert.Contains("is not the record of a push", (await RunAsync(Commands[^1])).Error);
        Assert.Contains("cannot be read", (await RunAsync("values")).Error);
    }

    [Fact]
    public async Task A_pipe_or_a_link_in_its_place_is_refused_and_not_waited_for()
    {
        _folder.Write("bundle/relocation.json", $$"""{"images":[{{Good}}],"charts":[]}""");
        await Tool.RunAsync("mkfifo", [_folder["old", "relocation.json"]]);
        var pipe = await RunAsync(Commands[^1]).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        File.Delete(_folder["old", "relocation.json"]);
        File.CreateSymbolicLink(_folder["old", "relocation.json"], "../bundle/relocation.json");
        var link = await RunAsync(Commands[^1]);

        Assert.Equal((2, 2), (pipe.ExitCode, link.ExitCode));
        Assert.Contains("is a pipe, a socket or a device", pipe.Error);
        Assert.Contains("is a link", link.Error);
    }

    [Theory]
    [InlineData("values")]
    [InlineData("deploy")]
    public async Task A_password_goes_to_no_registry_that_only_the_note_names(string command)
    {
        _folder.Write("bundle/relocation.json", $$"""{"images":[{{Good}}],"charts":[]}""");

        var run = await RunAsync($"{command} --username ann --password-stdin");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--username ann does not say for which registry", run.Error);
        Assert.Contains("--username 127.0.0.1:1=ann", run.Error);
    }

    private Task<RunResult> RunAsync(string command) =>
        RunResult.OfAsync(_folder.Path, command.Split(' ', StringSplitOptions.RemoveEmptyEntries), TestContext.Current.CancellationToken);
}

using Wsm.Peers;
using Wsm.Tests.Bundles;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Attacks;

/// <summary>Links, pipes and folders where wsm is about to write: nothing outside is changed, nothing is waited for.</summary>
public sealed class PlantedFileTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        await WholeBundle.WriteAsync(_folder["bundle"]);
        await WholeBundle.WriteAsync(_folder["source"], title: "Another");
        await Openssl.MakeKeyAsync(_folder.Path, "a");
        await RunAsync("pack", "packed.wsm", "-b", "source");
        _folder.Write("outside/precious", "precious");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("bundle.json.partial")]
    [InlineData("bundle.json.partial.new.partial")]
    [InlineData("bundle.json.new.partial")]
    [InlineData("charts/app-1.0.0.tgz.new.partial")]
    [InlineData("images/example.org/app/1.tgz.partial")]
    [InlineData("import.partial")]
    public async Task Nothing_is_written_through_it_and_nobody_waits_for_it(string name)
    {
        var outside = Snapshot.Of(_folder["outside"], times: true);
        string[][] commands =
        [
            ["unpack", "packed.wsm", "-b", "bundle"],
            ["apply", "source", "-b", "bundle"],
            ["sign", "--key", "a.pem"],
            ["verify"],
            ["prune", "--dry-run"],
            ["doctor", "--catalog", "none.yaml"],
            ["serve", "--allow-push", "x"],
            [],
        ];
        foreach (var kind in (string[])["link", "nowhere", "linked folder", "pipe", "folder"])
        {
            foreach (var command in commands)
            {
                await PlantAsync(name, kind);
                var run = await RunAsync(command).WaitAsync(TimeSpan.FromMinutes(1));
                Assert.DoesNotContain("bug in wsm", run.Error);
                Assert.Equal(outside, Snapshot.Of(_folder["outside"], times: true));
            }
        }
    }

    /// <summary>What only wsm itself leaves behind is not worth a refusal.</summary>
    [Theory]
    [InlineData("link")]
    [InlineData("pipe")]
    public async Task A_note_that_is_none_does_not_keep_a_bundle_from_being_written(string kind)
    {
        foreach (var name in (string[])["bundle.json.partial", "bundle.json.partial.new.partial", "bundle.json.new.partial"])
        {
            await PlantAsync(name, kind);
        }

        var run = await RunAsync("unpack", "packed.wsm", "-b", "bundle").WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal((0, ""), (run.ExitCode, run.ExitCode == 0 ? "" : run.Error));
        Assert.Equal(0, (await RunAsync("verify")).ExitCode);
        Assert.Equal("precious", File.ReadAllText(_folder["outside", "precious"]));
    }

    private async Task PlantAsync(string name, string kind)
    {
        var path = _folder["bundle", name];
        await Tool.RunAsync("rm", ["-rf", path]);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        switch (kind)
        {
            case "link":
                File.CreateSymbolicLink(path, _folder["outside", "precious"]);
                break;
            case "nowhere":
                File.CreateSymbolicLink(path, _folder["outside", "new"]);
                break;
            case "linked folder":
                File.CreateSymbolicLink(path, _folder["outside"]);
                break;
            case "pipe":
                await Tool.RunAsync("mkfifo", [path]);
                break;
            default:
                Directory.CreateDirectory(path);
                break;
        }
    }

    private Task<RunResult> RunAsync(params string[] arguments) =>
        RunResult.OfAsync(_folder.Path, arguments, TestContext.Current.CancellationToken);
}

using Wsm.Hosting;
using Wsm.Peers;
using Wsm.Tests.Bundles;
using Wsm.Tests.Trust;

namespace Wsm.Tests.Attacks;

/// <summary>A machine whose trust folder has a list of keys: signed by two of three roots, with the key <c>a</c> that signed a bundle.</summary>
internal sealed class KeyListSite : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    public TemporaryFolder Folder { get; } = new();

    public string Installed => Folder["home", ".config", "wsm", "trust", "keys.json"];

    /// <summary>What the machine's clock says, after the first list was made.</summary>
    public TimeSpan Later { get; set; }

    public static async Task<KeyListSite> MakeAsync()
    {
        var site = new KeyListSite();
        foreach (var name in (string[])["a", "b", "root1", "root2", "root3"])
        {
            await Openssl.MakeKeyAsync(site.Folder.Path, name, "ED25519", null);
        }

        await WholeBundle.WriteAsync(site.Folder["bundle"]);
        site.Folder.Write("c.yaml", ImageCatalog.Of(["127.0.0.1:1/x:1"]));
        Directory.CreateDirectory(Path.GetDirectoryName(site.Installed)!);
        await site.WellAsync("sign --key a.pem");
        FolderCopy.Make(site.Folder["bundle"], site.Folder["other", "bundle"]);
        await site.WellAsync("pack bundle.wsm");
        await site.WellAsync("keys change --root root1.pub --root root2.pub --root root3.pub --threshold 2 --add a.pub");
        await site.SignListAsync("root1", "root2");
        site.Install();
        return site;
    }

    public ValueTask DisposeAsync()
    {
        Folder.Dispose();
        return ValueTask.CompletedTask;
    }

    public async Task RevokeAsync()
    {
        await WellAsync("keys change --revoke a.pub --reason stolen --add b.pub");
        await SignListAsync("root1", "root2");
        Install();
    }

    public async Task SignListAsync(params string[] roots)
    {
        foreach (var root in roots)
        {
            await WellAsync($"keys sign --key {root}.pem");
        }
    }

    public void Install()
    {
        File.Delete(Installed);
        File.Copy(Folder["keys.json"], Installed);
    }

    /// <summary>What was said; nothing where it was no refusal.</summary>
    public static string Refusal(RunResult run) => run.ExitCode == 3 ? run.Error : "";

    public async Task<RunResult> WellAsync(string command)
    {
        var run = await RunAsync(command);
        Assert.Equal((command, 0, ""), (command, run.ExitCode, run.ExitCode == 0 ? "" : run.Error + run.Output));
        return run;
    }

    public Task<RunResult> RunAsync(string command) =>
        RunResult.OfAsync(
            (output, error) =>
                new()
                {
                    Out = output,
                    Error = error,
                    CurrentDirectory = Folder.Path,
                    Environment = new Dictionary<string, string> { ["HOME"] = Folder["home"] },
                    Time = new FixedClock(Start + Later),
                },
            command.Split(' '),
            TestContext.Current.CancellationToken
        );

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

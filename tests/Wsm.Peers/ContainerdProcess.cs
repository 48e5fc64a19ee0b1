using System.Diagnostics;

namespace Wsm.Peers;

/// <summary>A real containerd of the tests' own: private socket and data, images unpacked without overlay mounts. Needs root.</summary>
public sealed class ContainerdProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly Process _daemon;

    private ContainerdProcess(string folder, Process daemon)
    {
        _folder = folder;
        _daemon = daemon;
    }

    public string Socket => Path.Combine(_folder, "c.sock");

    /// <summary>For clients, so that they unpack as this daemon can.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string> { ["CONTAINERD_SNAPSHOTTER"] = "native" };

    public static async Task<ContainerdProcess> StartAsync()
    {
        // A socket's path has at most 107 bytes: a short folder.
        var folder = Directory.CreateTempSubdirectory("wsmc").FullName;
        var config = Path.Combine(folder, "config.toml");
        await File.WriteAllTextAsync(config, $"""
            version = 2
            root = "{folder}/root"
            state = "{folder}/state"
            disabled_plugins = ["io.containerd.grpc.v1.cri"]
            [grpc]
            address = "{folder}/c.sock"
            [ttrpc]
            address = "{folder}/t.sock"
            """).ConfigureAwait(false);
        var daemon = Tool.Start(new ProcessStartInfo(Tool.Find("containerd"), ["--config", config]) { RedirectStandardOutput = true, RedirectStandardError = true });
        daemon.BeginOutputReadLine();
        daemon.BeginErrorReadLine();
        var engine = new ContainerdProcess(folder, daemon);
        var clock = Stopwatch.StartNew();
        while (!daemon.HasExited && clock.Elapsed < StartLimit)
        {
            if ((await Tool.TryRunAsync("ctr", ["--address", engine.Socket, "version"]).ConfigureAwait(false)).ExitCode == 0) return engine;
            await Task.Delay(100).ConfigureAwait(false);
        }

        await engine.DisposeAsync().ConfigureAwait(false);
        throw new InvalidOperationException("containerd did not come up; it needs root");
    }

    /// <summary>Runs <c>ctr ARGUMENTS</c> against this daemon; the standard output.</summary>
    public async Task<string> RunAsync(params string[] arguments) =>
        (await Tool.RunAsync("ctr", ["--address", Socket, .. arguments], environment: Environment).ConfigureAwait(false)).Output;

    public async ValueTask DisposeAsync()
    {
        if (!_daemon.HasExited) _daemon.Kill(entireProcessTree: true);
        await _daemon.WaitForExitAsync().ConfigureAwait(false);
        _daemon.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

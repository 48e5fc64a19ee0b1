namespace Wsm.Peers;

/// <summary>A real containerd of the tests' own: private socket and data, images unpacked without overlay mounts. Needs root.</summary>
public sealed class ContainerdProcess : IAsyncDisposable
{
    private readonly Daemon _daemon;

    private ContainerdProcess(Daemon daemon, string socket) => (_daemon, Socket) = (daemon, socket);

    public string Socket { get; }

    /// <summary>For clients, so that they unpack as this daemon can.</summary>
    public static IReadOnlyDictionary<string, string> Environment { get; } =
        new Dictionary<string, string> { ["CONTAINERD_SNAPSHOTTER"] = "native" };

    public static async Task<ContainerdProcess> StartAsync()
    {
        var folder = Daemon.NewFolder("wsmc");
        var (config, socket) = (Path.Combine(folder, "config.toml"), Path.Combine(folder, "c.sock"));
        await File.WriteAllTextAsync(
                config,
                $"""
                version = 2
                root = "{folder}/root"
                state = "{folder}/state"
                disabled_plugins = ["io.containerd.grpc.v1.cri"]
                [grpc]
                address = "{socket}"
                [ttrpc]
                address = "{folder}/t.sock"
                """
            )
            .ConfigureAwait(false);
        var daemon = await Daemon
            .StartAsync("containerd", folder, ["--config", config], async () =>
                (await Tool.TryRunAsync("ctr", ["--address", socket, "version"]).ConfigureAwait(false)).ExitCode == 0
            )
            .ConfigureAwait(false);
        return new ContainerdProcess(daemon, socket);
    }

    /// <summary>Runs <c>ctr ARGUMENTS</c> against this daemon; the standard output.</summary>
    public async Task<string> RunAsync(params string[] arguments) =>
        (await Tool.RunAsync("ctr", ["--address", Socket, .. arguments], environment: Environment).ConfigureAwait(false)).Output;

    public ValueTask DisposeAsync() => _daemon.DisposeAsync();
}

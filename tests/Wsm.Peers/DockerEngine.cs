namespace Wsm.Peers;

/// <summary>
/// A real Docker engine of the tests' own: private socket, private data, no bridge and no firewall rules. Needs root.
/// Containers run with <c>--network none</c>.
/// </summary>
public sealed class DockerEngine : IAsyncDisposable
{
    private readonly string _folder;
    private Daemon? _daemon;

    private DockerEngine(string folder) => _folder = folder;

    public string Socket => Path.Combine(_folder, "docker.sock");

    public int TcpPort { get; private init; }

    /// <summary>Of the containerd that the engine has started for itself.</summary>
    public string ContainerdSocket => Path.Combine(_folder, "exec", "containerd", "containerd.sock");

    /// <param name="insecureRegistries">Registries (HOST:PORT) that the engine may reach over plain HTTP; loopback ones always may.</param>
    public static Task<DockerEngine> StartAsync(params string[] insecureRegistries) => StartCoreAsync(insecureRegistries, null, null);

    /// <summary>An engine that listens at <see cref="TcpPort"/> of the loopback address too, for clients with a certificate.</summary>
    /// <param name="authority">PEM file: who has issued the clients' certificates.</param>
    public static Task<DockerEngine> StartWithTlsAsync(string authority, string certificate, string key)
    {
        var port = FreePort.Next();
        string[] arguments =
        [
            "--host",
            $"tcp://127.0.0.1:{port}",
            "--tlsverify",
            "--tlscacert",
            authority,
            "--tlscert",
            certificate,
            "--tlskey",
            key,
        ];
        return StartCoreAsync([], null, null, arguments, port);
    }

    /// <summary>
    /// An engine that sees a folder of its own at <c>/etc/docker</c> and a file of its own at <c>/etc/hosts</c>; the system's stay as they
    /// are.
    /// </summary>
    public static Task<DockerEngine> StartWithAsync(string etcDocker, string etcHosts) => StartCoreAsync([], etcDocker, etcHosts);

    private static async Task<DockerEngine> StartCoreAsync(
        string[] insecureRegistries,
        string? etcDocker,
        string? etcHosts,
        string[]? further = null,
        int port = 0
    )
    {
        const string InOwnNamespace =
            "mkdir -p /etc/docker && mount --bind \"$1\" /etc/docker && mount --bind \"$2\" /etc/hosts && shift 2 && exec dockerd \"$@\"";
        var folder = Daemon.NewFolder("wsmd");
        var engine = new DockerEngine(folder) { TcpPort = port };
        string[] arguments =
        [
            .. etcDocker is null
                ? []
                : (string[])["--mount", "--propagation", "private", "sh", "-c", InOwnNamespace, "sh", etcDocker, etcHosts!],
            "--data-root",
            Path.Combine(folder, "data"),
            "--exec-root",
            Path.Combine(folder, "exec"),
            "--pidfile",
            Path.Combine(folder, "pid"),
            "--host",
            "unix://" + engine.Socket,
            "--bridge=none",
            "--iptables=false",
            "--ip-forward=false",
            "--ip-masq=false",
            "--userland-proxy=false",
            .. further ?? [],
            .. insecureRegistries.SelectMany(registry => new[] { "--insecure-registry", registry }),
        ];
        engine._daemon = await Daemon
            .StartAsync(etcDocker is null ? "dockerd" : "unshare", folder, arguments, async () =>
                (await engine.TryRunAsync("version").ConfigureAwait(false)).ExitCode == 0
            )
            .ConfigureAwait(false);
        return engine;
    }

    /// <summary>Runs <c>docker ARGUMENTS</c> against this engine; the standard output.</summary>
    /// <exception cref="InvalidOperationException">docker failed; the message holds what it printed.</exception>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await TryRunAsync(arguments).ConfigureAwait(false);
        return exitCode == 0
            ? output
            : throw new InvalidOperationException($"docker {string.Join(' ', arguments)} exited with {exitCode}: {error}{output}");
    }

    /// <summary>Credentials of whoever runs the tests stay out of it.</summary>
    public async Task<(int ExitCode, string Output, string Error)> TryRunAsync(params string[] arguments)
    {
        var environment = new Dictionary<string, string> { ["DOCKER_CONFIG"] = Path.Combine(_folder, "config") };
        var result = await Tool.TryRunAsync("docker", ["--host", "unix://" + Socket, .. arguments], environment: environment)
            .ConfigureAwait(false);
        return (result.ExitCode, result.Output, result.Error);
    }

    public ValueTask DisposeAsync() => _daemon?.DisposeAsync() ?? ValueTask.CompletedTask;
}

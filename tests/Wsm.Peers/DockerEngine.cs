using System.Diagnostics;

namespace Wsm.Peers;

/// <summary>
/// A real Docker engine of the tests' own: private socket, private data, no bridge and no firewall rules. Needs root.
/// Containers run with <c>--network none</c>.
/// </summary>
public sealed class DockerEngine : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly string _folder;
    private readonly Process _daemon;

    private DockerEngine(string folder, Process daemon)
    {
        _folder = folder;
        _daemon = daemon;
    }

    public string Socket => Path.Combine(_folder, "docker.sock");

    /// <summary>Of the containerd that the engine has started for itself.</summary>
    public string ContainerdSocket => Path.Combine(_folder, "exec", "containerd", "containerd.sock");

    /// <param name="insecureRegistries">Registries (HOST:PORT) that the engine may reach over plain HTTP; loopback ones always may.</param>
    public static Task<DockerEngine> StartAsync(params string[] insecureRegistries) => StartCoreAsync(insecureRegistries, null, null);

    /// <summary>An engine that sees a folder of its own at <c>/etc/docker</c> and a file of its own at <c>/etc/hosts</c>; the system's stay as they are.</summary>
    public static Task<DockerEngine> StartWithAsync(string etcDocker, string etcHosts) => StartCoreAsync([], etcDocker, etcHosts);

    private static async Task<DockerEngine> StartCoreAsync(string[] insecureRegistries, string? etcDocker, string? etcHosts)
    {
        // A socket's path has at most 107 bytes: a short folder.
        var folder = Directory.CreateTempSubdirectory("wsmd").FullName;
        const string InOwnNamespace = "mkdir -p /etc/docker && mount --bind \"$1\" /etc/docker && mount --bind \"$2\" /etc/hosts && shift 2 && exec dockerd \"$@\"";
        var start = new ProcessStartInfo(etcDocker is null ? "dockerd" : "unshare") { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
        [
            .. etcDocker is null ? [] : (string[])["--mount", "--propagation", "private", "sh", "-c", InOwnNamespace, "sh", etcDocker, etcHosts!],
            "--data-root", Path.Combine(folder, "data"), "--exec-root", Path.Combine(folder, "exec"), "--pidfile", Path.Combine(folder, "pid"),
            "--host", "unix://" + Path.Combine(folder, "docker.sock"), "--bridge=none", "--iptables=false", "--ip-forward=false", "--ip-masq=false", "--userland-proxy=false",
        ];
        foreach (var argument in arguments.Concat(insecureRegistries.SelectMany(registry => new[] { "--insecure-registry", registry })))
            start.ArgumentList.Add(argument);

        var daemon = Process.Start(start) ?? throw new InvalidOperationException("dockerd did not start");
        var log = new List<string>();
        void Keep(object sender, DataReceivedEventArgs line)
        {
            lock (log)
                log.Add(line.Data ?? "");
        }

        daemon.OutputDataReceived += Keep;
        daemon.ErrorDataReceived += Keep;
        daemon.BeginOutputReadLine();
        daemon.BeginErrorReadLine();
        var engine = new DockerEngine(folder, daemon);
        var clock = Stopwatch.StartNew();
        while (!daemon.HasExited && clock.Elapsed < StartLimit)
        {
            if ((await engine.TryRunAsync("version")).ExitCode == 0)
                return engine;
            await Task.Delay(200);
        }

        await engine.DisposeAsync();
        lock (log)
            throw new InvalidOperationException("dockerd did not come up; it needs root and said:\n" + string.Join('\n', log.TakeLast(15)));
    }

    /// <summary>Runs <c>docker ARGUMENTS</c> against this engine; the standard output.</summary>
    /// <exception cref="InvalidOperationException">docker failed; the message holds what it printed.</exception>
    public async Task<string> RunAsync(params string[] arguments)
    {
        var (exitCode, output, error) = await TryRunAsync(arguments);
        return exitCode == 0 ? output : throw new InvalidOperationException($"docker {string.Join(' ', arguments)} exited with {exitCode}: {error}{output}");
    }

    public async Task<(int ExitCode, string Output, string Error)> TryRunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("docker") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("--host");
        start.ArgumentList.Add("unix://" + Socket);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        // Credentials of whoever runs the tests stay out of it.
        start.Environment["DOCKER_CONFIG"] = Path.Combine(_folder, "config");
        using var docker = Process.Start(start) ?? throw new InvalidOperationException("docker did not start");
        var output = docker.StandardOutput.ReadToEndAsync();
        var error = docker.StandardError.ReadToEndAsync();
        await docker.WaitForExitAsync();
        return (docker.ExitCode, await output, await error);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_daemon.HasExited)
        {
            // SIGTERM, so that the engine unmounts its layers; SIGKILL only when it does not end.
            using (var kill = Process.Start("kill", ["-TERM", _daemon.Id.ToString()]))
                await kill.WaitForExitAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await _daemon.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _daemon.Kill(entireProcessTree: true);
            }
        }

        _daemon.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

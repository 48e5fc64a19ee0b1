using System.Collections.Concurrent;
using System.Diagnostics;

namespace Wsm.Peers;

/// <summary>A daemon of our own starting, with a short folder of its own for sockets and data. Needs root.</summary>
internal sealed class Daemon : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(20);

    private readonly string _folder;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private Daemon(string folder, ProcessStartInfo start)
    {
        _folder = folder;
        _process = Tool.Start(start);
        _process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>A socket's path has at most 107 bytes: a short folder.</summary>
    public static string NewFolder(string prefix) => Directory.CreateTempSubdirectory(prefix).FullName;

    /// <summary>Starts the daemon and waits until it answers.</summary>
    /// <param name="folder">Removed with the daemon.</param>
    public static async Task<Daemon> StartAsync(string tool, string folder, IEnumerable<string> arguments, Func<Task<bool>> answers)
    {
        var daemon = new Daemon(
            folder,
            new ProcessStartInfo(Tool.Find(tool), arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        );
        var clock = Stopwatch.StartNew();
        while (!daemon._process.HasExited && clock.Elapsed < StartLimit)
        {
            if (await answers().ConfigureAwait(false))
            {
                return daemon;
            }

            await Task.Delay(100).ConfigureAwait(false);
        }

        await daemon.DisposeAsync().ConfigureAwait(false);
        throw new InvalidOperationException(
            $"{tool} did not come up; it needs root and said:\n" + string.Join('\n', daemon._output.TakeLast(15))
        );
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            // SIGTERM, so that it unmounts what it has mounted; SIGKILL only when it does not end.
            using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]))
            {
                await kill.WaitForExitAsync().ConfigureAwait(false);
            }

            using var limit = new CancellationTokenSource(EndLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }

        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;

namespace Wsm.Peers;

/// <summary>A server program of our own starting, listening on a loopback port, ended by its process id.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly ProcessStartInfo _start;
    private readonly ConcurrentQueue<string> _output = new();
    private Process _process;

    private ServerProcess(ProcessStartInfo start, int port)
    {
        _start = start;
        Port = port;
        _process = Start();
    }

    public int Port { get; }

    public int ProcessId => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>What the server has printed so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts the server and waits until it listens; tries other ports when another program takes the one it was given.</summary>
    public static async Task<ServerProcess> StartAsync(
        string tool,
        Func<int, IEnumerable<string>> arguments,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        var path = tool.Contains('/', StringComparison.Ordinal) ? tool : Tool.Find(tool);
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort.Next();
            var start = new ProcessStartInfo(path, arguments(port))
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            };
            foreach (var (key, value) in environment ?? new Dictionary<string, string>())
            {
                start.Environment[key] = value;
            }

            var server = new ServerProcess(start, port);
            if (await server.IsListeningAsync().ConfigureAwait(false))
            {
                return server;
            }

            var output = server.Output;
            await server.DisposeAsync().ConfigureAwait(false);
            if (attempt == 3)
            {
                throw new InvalidOperationException($"{tool} did not start:\n{output}");
            }
        }
    }

    /// <summary>Ends the server (a single process) at once, as a power loss would: it gets no chance to finish anything.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Starts the killed server again, on the same port.</summary>
    public async Task StartAgainAsync()
    {
        _process.Dispose();
        _process = Start();
        if (!await IsListeningAsync().ConfigureAwait(false))
        {
            throw new InvalidOperationException($"{_start.FileName} did not start again:\n{Output}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync().ConfigureAwait(false);
        _process.Dispose();
    }

    private Process Start()
    {
        var process = Tool.Start(_start);
        process.OutputDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => _output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private async Task<bool> IsListeningAsync()
    {
        for (var i = 0; i < 600 && !_process.HasExited; i++)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", Port).ConfigureAwait(false);
                return !_process.HasExited;
            }
            catch (SocketException)
            {
                await Task.Delay(50).ConfigureAwait(false);
            }
        }

        return false;
    }
}

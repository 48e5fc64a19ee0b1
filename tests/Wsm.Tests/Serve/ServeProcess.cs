using System.Diagnostics;
using System.Text.RegularExpressions;
using Wsm.Tests.Install;

namespace Wsm.Tests.Serve;

/// <summary><c>wsm serve</c> as a process of its own, which can be killed.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ServeProcess(Process process, Uri address)
    {
        _process = process;
        Http = new HttpClient { BaseAddress = address };
    }

    public HttpClient Http { get; }

    /// <summary>Bytes of memory that it has ever held at once.</summary>
    public long PeakMemory =>
        long.Parse(
            Regex.Match(File.ReadAllText($"/proc/{_process.Id}/status"), "VmHWM:\\s+([0-9]+) kB").Groups[1].Value,
            System.Globalization.CultureInfo.InvariantCulture
        ) * 1024;

    public static async Task<ServeProcess> StartAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(InstalledProgramTests.Program, ["serve", "--quiet", "--listen", "127.0.0.1:0", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var line = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException($"wsm serve did not start: {await error}");
        return new ServeProcess(process, new Uri(Regex.Match(line, "https?://[^ ]+").Value));
    }

    /// <summary>SIGKILL: nothing is tidied up.</summary>
    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

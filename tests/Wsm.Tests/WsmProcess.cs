using System.Diagnostics;
using Wsm.Peers;

namespace Wsm.Tests;

/// <summary>The program as a process of its own, which can be killed.</summary>
internal static class WsmProcess
{
    private static string[] CommandLine => ["exec", Path.Combine(AppContext.BaseDirectory, "wsm.dll")];

    public static async Task<ToolResult> RunAsync(string folder, params string[] arguments) =>
        await Tool.TryRunAsync("dotnet", [.. CommandLine, .. arguments], folder);

    /// <summary>Starts the program and ends it with SIGKILL after a while, unless it has ended by itself.</summary>
    public static Task KillAfterAsync(TimeSpan delay, string folder, params string[] arguments) =>
        KillWhenAsync(Task.Delay(delay, TestContext.Current.CancellationToken), folder, arguments);

    /// <summary>Starts the program and ends it with SIGKILL when something has happened, unless it has ended by itself.</summary>
    public static async Task KillWhenAsync(Task happened, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Tool.Find("dotnet"), [.. CommandLine, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Task.WhenAny(happened, process.WaitForExitAsync(CancellationToken.None));
        if (!process.HasExited)
        {
            process.Kill();
        }

        await process.WaitForExitAsync(CancellationToken.None);
    }
}

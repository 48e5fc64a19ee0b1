using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Wsm.Peers;

/// <summary>Runs a real program and says clearly when it is missing or fails.</summary>
public static class Tool
{
    /// <summary>The program's path; a missing program fails the test that needs it.</summary>
    public static string Find(string name, string? variable = null)
    {
        if (variable is not null && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } given)
        {
            return given;
        }

        string[] folders =
        [
            .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
            "/usr/local/sbin",
            "/usr/sbin",
            "/sbin",
            .. RepositoryTools(),
        ];
        return folders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException(
                $"this test needs {name}, which is not installed; tests/run.sh installs what the tests need"
            );
    }

    /// <summary>The result of a program that ended with exit code 0; anything else throws with what it printed.</summary>
    public static async Task<ToolResult> RunAsync(
        string name,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string>? environment = null,
        string? input = null
    )
    {
        var result = await TryRunAsync(name, arguments, folder, environment, input).ConfigureAwait(false);
        return result.ExitCode == 0
            ? result
            : throw new InvalidOperationException(
                $"{result.CommandLine} ended with exit code {result.ExitCode}\n{result.Error}\n{result.Output}"
            );
    }

    /// <summary>The result, whatever the exit code.</summary>
    public static async Task<ToolResult> TryRunAsync(
        string name,
        IEnumerable<string> arguments,
        string? folder = null,
        IReadOnlyDictionary<string, string>? environment = null,
        string? input = null
    )
    {
        var start = new ProcessStartInfo(name.Contains('/', StringComparison.Ordinal) ? name : Find(name), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.StandardInput.WriteAsync(input ?? "").ConfigureAwait(false);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The program ended without reading its input; its exit code tells.
        }

        await process.WaitForExitAsync().ConfigureAwait(false);
        var line = new StringBuilder(Path.GetFileName(name))
            .AppendJoin("", start.ArgumentList.Select(argument => " " + argument))
            .ToString();
        return new ToolResult(line, process.ExitCode, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
    }

    internal static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start");
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{start.FileName} could not be started: {e.Message}", e);
        }
    }

    /// <summary><c>tests/.tools</c> of the checkout that the tests run from.</summary>
    private static IEnumerable<string> RepositoryTools()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Wsm.sln")))
            {
                yield return Path.Combine(folder.FullName, "tests", ".tools");
            }
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using Wsm.Kubernetes.Configuration;
using Wsm.Kubernetes.Failures;

namespace Wsm.Kubernetes.Credentials;

/// <summary>Runs a credential plugin with exactly the arguments and the environment that the kubeconfig gives it.</summary>
internal sealed class ExecRunner(ClusterAccess access, ExecPlugin plugin, PluginWorld world)
{
    private const int ShownLines = 5;

    public async Task<ExecCredential> RunAsync(CancellationToken cancellationToken)
    {
        var interactive = plugin.Interactive != InteractiveMode.Never && world.InputIsTerminal;
        if (plugin.Interactive == InteractiveMode.Always && !interactive)
        {
            throw KubeConfigException.Credential($"the plugin {plugin.Command} wants to ask you something, and there is no terminal");
        }

        var start = new ProcessStartInfo(Find(), plugin.Arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = !interactive,
        };
        start.Environment.Clear();
        foreach (var (key, value) in world.Environment.Concat(plugin.Environment))
        {
            start.Environment[key] = value;
        }

        start.Environment["KUBERNETES_EXEC_INFO"] = ExecCredential.Request(plugin, access, interactive);
        var said = new List<string>();
        using var process = Start(start);
        process.ErrorDataReceived += (_, line) => Hear(said, line.Data);
        process.BeginErrorReadLine();
        if (!interactive)
        {
            process.StandardInput.Close();
        }

        try
        {
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return process.ExitCode == 0 ? ExecCredential.Parse(output, plugin) : throw Failed(process.ExitCode, said);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Plugins tell people what to do on standard error: "open this address and enter this code".</summary>
    private void Hear(List<string> said, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (said)
        {
            said.Add(line);
        }

        world.Say(line);
    }

    private KubeConfigException Failed(int exitCode, List<string> said)
    {
        lock (said)
        {
            return KubeConfigException.Credential(
                $"the plugin {plugin.Command} ended with exit code "
                    + $"{exitCode}{(said.Count == 0 ? "" : $": {string.Join("; ", said.TakeLast(ShownLines))}")}"
            );
        }
    }

    private string Find()
    {
        if (Path.IsPathRooted(plugin.Command))
        {
            return plugin.Command;
        }

        var path = world.Environment.GetValueOrDefault("PATH") ?? "";
        string[] endings = OperatingSystem.IsWindows() ? ["", ".exe", ".cmd"] : [""];
        return path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, plugin.Command + ending)))
            .FirstOrDefault(File.Exists)
            ?? throw Missing(null);
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw Missing(null);
        }
        catch (Win32Exception error)
        {
            throw Missing(error);
        }
    }

    private KubeConfigException Missing(Exception? cause) =>
        KubeConfigException.Credential(
            $"the plugin {plugin.Command}, which the kubeconfig names for logging in, cannot be "
                + $"started{(plugin.InstallHint is { } hint ? $": {hint.Trim()}" : "")}",
            cause
        );
}

/// <summary>What a plugin gets of the world.</summary>
/// <param name="Say">Told each line of its standard error.</param>
internal sealed record PluginWorld(IReadOnlyDictionary<string, string> Environment, bool InputIsTerminal, Action<string> Say);

using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Wsm.Hosting;
using Wsm.Kubernetes.Api;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;
using Wsm.Kubernetes.Streaming;
using Wsm.Product.Failures;
using Wsm.Terminal;

namespace Wsm.Commands.Consoles;

/// <summary>Lets a service be reached until the person stops it.</summary>
internal sealed class ServiceConsole(ApiClient client, UserConsole console, WsmContext context)
{
    public required string Namespace { get; init; }

    public required string Service { get; init; }

    public required int Port { get; init; }

    public required string Path { get; init; }

    /// <summary>Whose password is printed; null for none.</summary>
    public required (string Name, string Key)? Secret { get; init; }

    /// <summary>0 for any that is free.</summary>
    public required int LocalPort { get; init; }

    public required bool Opens { get; init; }

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (target, problem) = await ServicePort.FindAsync(client, Namespace, Service, Port, cancellationToken);
        if (target is null)
        {
            throw new UserError(
                $"{Service}:{Port} in namespace {Namespace} of {client.Access.Context} cannot be reached: {problem}.",
                "--namespace and --context say where to look; 'kubectl get services -A' shows what there is."
            );
        }

        await using var forward = Start(target);
        var address = $"http://127.0.0.1:{forward.LocalPort}{Path}";
        console.Print(address);
        if (Secret is { } secret)
        {
            await PrintPasswordAsync(secret.Name, secret.Key, cancellationToken);
        }

        console.Say($"{Service}:{Port} of {client.Access.Context} ({client.Access.Server}), by pod {target.Pod}; Ctrl-C ends it.");
        if (Opens)
        {
            Open(address);
        }

        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // That is how it ends.
        }

        return ExitCode.Done;
    }

    private PortForward Start(ServicePort target)
    {
        try
        {
            return PortForward.Start(client, Namespace, target.Pod, target.Port, LocalPort, console.Warn);
        }
        catch (SocketException taken)
        {
            throw new UserError($"The local port {LocalPort} cannot be used: {taken.Message}", "Choose another with --port.", cause: taken);
        }
    }

    private async Task PrintPasswordAsync(string name, string key, CancellationToken cancellationToken)
    {
        try
        {
            var secret = await client.FindAsync(ResourceKind.Secret, Namespace, name, cancellationToken);
            if (secret?.Text("data", key) is { } encoded)
            {
                console.Print(Encoding.UTF8.GetString(Convert.FromBase64String(encoded)));
                return;
            }

            console.Warn(secret is null ? $"there is no secret {name} in namespace {Namespace}" : $"the secret {name} has no key '{key}'");
        }
        catch (ApiException refused)
        {
            console.Warn($"the password in secret {name} cannot be read: {refused.ServerMessage ?? refused.Message}");
        }
    }

    private void Open(string address)
    {
        var opener = OperatingSystem.IsMacOS() ? "open" : "xdg-open";
        var found = (context.Variable("PATH") ?? "")
            .Split(System.IO.Path.PathSeparator)
            .Select(folder => System.IO.Path.Combine(folder, opener))
            .FirstOrDefault(File.Exists);
        try
        {
            using var process = found is null ? null : Process.Start(new ProcessStartInfo(found, [address]));
            if (process is null)
            {
                console.Warn($"there is no {opener} to open a browser with; open the address yourself");
            }
        }
        catch (Win32Exception error)
        {
            console.Warn($"the browser could not be opened: {error.Message}");
        }
    }
}

using System.ComponentModel;
using System.Diagnostics;
using System.IO.Compression;
using Wsm.Bundles;

namespace Wsm.Load;

/// <summary>
/// Hands archives to containerd through its own client, <c>ctr images import</c>: its socket speaks gRPC with content and leases of its
/// own, and every node that has containerd has <c>ctr</c> (K3s: <c>k3s ctr</c>).
/// </summary>
internal sealed class ContainerdLoader(ContainerdOptions options) : IImageLoader
{
    private string[]? _client;

    public async Task PingAsync(CancellationToken cancellationToken)
    {
        // The client waits ten seconds for a socket that is not there.
        if (!File.Exists(options.Socket))
            throw NotThere("there is no such socket");
        foreach (
            var client in (string[][])
                [
                    ["ctr"],
                    ["k3s", "ctr"],
                ]
        )
        {
            if (await TryRunAsync(client, ["version"], null, cancellationToken) is not { } answer)
                continue;
            if (answer.ExitCode != 0)
                throw NotThere(answer.Error);
            _client = client;
            return;
        }
        throw new UserError(
            "There is neither 'ctr' nor 'k3s' on this machine, by which images get into containerd.",
            "Run this on a node that has containerd."
        );
    }

    public async Task LoadAsync(BundleImage image, Stream archive, CancellationToken cancellationToken)
    {
        // Every version of ctr reads a plain tar from its standard input; older ones take no gzip.
        await using var tar = new GZipStream(archive, CompressionMode.Decompress);
        var import = await RunAsync(["--namespace", options.Namespace, "images", "import", "-"], tar, cancellationToken);
        if (import.ExitCode != 0)
            throw new IOException($"containerd refused it: {import.Error}");
        if (image.Reference.Tag is not { } tag)
            return;

        var name = $"{image.Reference.Name}:{tag}";
        var held = await RunAsync(["--namespace", options.Namespace, "images", "ls", "-q", $"name=={name}"], null, cancellationToken);
        if (held.ExitCode != 0 || !held.Output.Split('\n').Contains(name))
            throw new IOException($"containerd took the archive, but has no image {name} now");
    }

    public void Dispose() { }

    private UserError NotThere(string why) =>
        new(
            $"There is no containerd at {options.Socket}: {why}.",
            "Start it, or name its socket with --containerd-socket (K3s: /run/k3s/containerd/containerd.sock). It takes orders from root only."
        );

    private async Task<Answer> RunAsync(string[] arguments, Stream? input, CancellationToken cancellationToken) =>
        await TryRunAsync(
            _client ?? throw new InvalidOperationException("containerd was not looked for"),
            arguments,
            input,
            cancellationToken
        ) ?? throw new IOException($"'{_client[0]}' is gone");

    /// <summary>Null where there is no such program.</summary>
    private async Task<Answer?> TryRunAsync(string[] client, string[] arguments, Stream? input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(client[0], [.. client[1..], "--address", options.Socket, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in options.Environment)
            start.Environment[name] = value;
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception)
        {
            return null;
        }

        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            await FeedAsync(process, input, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new Answer(process.ExitCode, await output, LastLine(await error));
        }
        catch
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private static async Task FeedAsync(Process process, Stream? input, CancellationToken cancellationToken)
    {
        var pipe = process.StandardInput.BaseStream;
        var buffer = new byte[1024 * 1024];
        while (
            input is not null
            && await input.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken) is > 0 and var read
        )
        {
            try
            {
                await pipe.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            }
            catch (IOException)
            {
                // It has ended before all was read; its exit code says whether that was meant.
                break;
            }
        }

        try
        {
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The same, found out when closing.
        }
    }

    /// <summary>The client logs on its standard error; what went wrong is what it said last.</summary>
    private static string LastLine(string text) => text.Trim().Split('\n')[^1].Replace("ctr: ", "", StringComparison.Ordinal);

    private sealed record Answer(int ExitCode, string Output, string Error);
}

using System.ComponentModel;
using System.Diagnostics;
using System.IO.Compression;
using Wsm.Bundles.Contents;
using Wsm.Product.Failures;

namespace Wsm.Site.Loading;

/// <summary>
/// Hands archives to containerd through its own client, <c>ctr images import</c>: its socket speaks gRPC with content and leases of its
/// own, and every node that has containerd has <c>ctr</c> (K3s: <c>k3s ctr</c>).
/// </summary>
public sealed class ContainerdLoader(ContainerdOptions options) : IImageLoader
{
    public async Task PingAsync(CancellationToken cancellationToken)
    {
        // The client waits ten seconds for a socket that is not there.
        if (!File.Exists(options.Socket))
        {
            throw NotThere("there is no such socket");
        }

        var answer = await RunAsync(["version"], null, cancellationToken);
        if (answer.ExitCode != 0)
        {
            throw NotThere(answer.Error);
        }
    }

    public async Task LoadAsync(BundleImage image, Stream archive, CancellationToken cancellationToken)
    {
        // Every version of ctr reads a plain tar from its standard input; older ones take no gzip.
        await using var tar = new GZipStream(archive, CompressionMode.Decompress);
        var import = await RunAsync(
            ["--namespace", options.Namespace, "images", "import", "--digests", "--base-name", image.Reference.Name, "-"],
            tar,
            cancellationToken
        );
        if (import.ExitCode != 0)
        {
            throw new IOException($"containerd refused it: {import.Error}");
        }

        var names = NamesOf(image);
        var held = await RunAsync(
            ["--namespace", options.Namespace, "images", "ls", "-q", .. names.Select(name => $"name=={name}")],
            null,
            cancellationToken
        );
        var lacking = names.Except(held.Output.Split('\n', StringSplitOptions.TrimEntries)).ToList();
        if (held.ExitCode != 0 || lacking.Count > 0)
        {
            throw new IOException($"containerd took the archive, but has no image {string.Join(" and ", lacking)} now");
        }
    }

    /// <summary>
    /// The names that Kubernetes looks for: an image that is pinned by its digest is looked for by that alone, whatever tag stands before
    /// it.
    /// </summary>
    private static IReadOnlyList<string> NamesOf(BundleImage image)
    {
        var pinned = $"{image.Reference.Name}@{image.Reference.Digest ?? image.Root}";
        return image.Reference.Tag is { } tag ? [$"{image.Reference.Name}:{tag}", pinned] : [pinned];
    }

    public void Dispose() { }

    private UserError NotThere(string why) => new($"There is no containerd at {options.Socket}: {why}.", RemedyKind.NameContainerd);

    private async Task<Answer> RunAsync(string[] arguments, Stream? input, CancellationToken cancellationToken)
    {
        var client = options.Client;
        var start = new ProcessStartInfo(client[0], [.. client.Skip(1), "--address", options.Socket, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in options.Environment)
        {
            start.Environment[name] = value;
        }

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception missing)
        {
            throw new UserError($"'{client[0]}' cannot be started: {missing.Message}.", RemedyKind.NameContainerdClient, cause: missing);
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
            {
                process.Kill(entireProcessTree: true);
            }

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

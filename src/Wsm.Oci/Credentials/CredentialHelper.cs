using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wsm.Oci.References;

namespace Wsm.Oci.Credentials;

/// <summary>A program <c>docker-credential-NAME</c> that keeps credentials.</summary>
/// <remarks>https://github.com/docker/docker-credential-helpers</remarks>
/// <param name="patience">How long it may take to answer; a person may have to unlock something.</param>
internal sealed class CredentialHelper(string name, EnvironmentVariables environment, TimeSpan? patience = null)
{
    private const string TokenUser = "<token>";
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(1);
    private readonly TimeSpan _patience = patience ?? DefaultPatience;

    public string Program => "docker-credential-" + name;

    /// <summary>Null when the helper has none.</summary>
    public async Task<Credential?> GetAsync(string server, CancellationToken cancellationToken)
    {
        var (code, output) = await RunAsync("get", server, cancellationToken).ConfigureAwait(false);
        if (code != 0)
        {
            return IsNotFound(output) ? null : throw Failed("get", output);
        }

        try
        {
            var answer = JsonNode.Parse(output, null, Strict);
            var (user, secret) = (answer?["Username"]?.GetValue<string>() ?? "", answer?["Secret"]?.GetValue<string>() ?? "");
            if (secret.Length == 0)
            {
                return null;
            }

            return user == TokenUser ? Credential.FromIdentityToken(secret) : Credential.Basic(user, secret);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CredentialException($"the credential helper {Program} gave an answer that is not understood");
        }
    }

    /// <summary>The registries it has credentials for.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken)
    {
        var (code, output) = await RunAsync("list", "", cancellationToken).ConfigureAwait(false);
        if (code != 0)
        {
            throw Failed("list", output);
        }

        try
        {
            return JsonNode.Parse(output, null, Strict) is JsonObject servers
                ? [.. servers.Select(server => RegistryKey.Normalise(server.Key)).Distinct().Order(StringComparer.Ordinal)]
                : [];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CredentialException($"the credential helper {Program} gave an answer that is not understood");
        }
    }

    public async Task StoreAsync(string server, Credential credential, CancellationToken cancellationToken)
    {
        var entry = new JsonObject
        {
            ["ServerURL"] = server,
            ["Username"] = credential.IdentityToken is null ? credential.Username : TokenUser,
            ["Secret"] = credential.IdentityToken ?? credential.Password,
        };
        var (code, output) = await RunAsync("store", entry.ToJsonString(), cancellationToken).ConfigureAwait(false);
        if (code != 0)
        {
            throw Failed("store", output);
        }
    }

    /// <returns>Whether there was an entry.</returns>
    public async Task<bool> EraseAsync(string server, CancellationToken cancellationToken)
    {
        var had = await GetAsync(server, cancellationToken).ConfigureAwait(false) is not null;
        var (code, output) = await RunAsync("erase", server, cancellationToken).ConfigureAwait(false);
        if (code != 0 && !IsNotFound(output))
        {
            throw Failed("erase", output);
        }

        return had;
    }

    private static bool IsNotFound(string output) => output.Contains("credentials not found", StringComparison.OrdinalIgnoreCase);

    private CredentialException Failed(string action, string output) =>
        new($"the credential helper {Program} failed to {action}: {FirstLine(output)}");

    private static string FirstLine(string output) =>
        Quoted.Plain(output.Trim().Split('\n')[0], 200) is { Length: > 0 } line ? line : "it said nothing";

    private async Task<(int Code, string Output)> RunAsync(string action, string input, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(Find(), [action])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (key, value) in environment.All)
        {
            start.Environment[key] = value;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_patience);
        try
        {
            using var process = Process.Start(start) ?? throw new CredentialException($"the credential helper {Program} did not start");
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            try
            {
                await TellAsync(process.StandardInput, input, limit.Token).ConfigureAwait(false);
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
                var text = await output.ConfigureAwait(false);
                return (process.ExitCode, process.ExitCode == 0 || text.Trim().Length > 0 ? text : await error.ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                throw new CredentialException(
                    $"the credential helper {Program} did not answer within {_patience.TotalSeconds:0.#} s; it may be waiting for a "
                        + $"password or a key: run it by hand to see ('{Program} list')"
                );
            }
        }
        catch (Exception e) when (e is Win32Exception or IOException)
        {
            throw new CredentialException($"the credential helper {Program} could not be run: {e.Message}", e);
        }
    }

    private static async Task TellAsync(StreamWriter helper, string input, CancellationToken cancellationToken)
    {
        try
        {
            await helper.WriteAsync(input.AsMemory(), cancellationToken).ConfigureAwait(false);
            helper.Close();
        }
        catch (IOException)
        {
            // It ended without listening; its exit code and words tell why.
        }
    }

    private string Find()
    {
        var isPlainName = name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
        if (!isPlainName)
        {
            throw new CredentialException(
                "a credential helper has a name that is not allowed; letters, digits, \"-\", \"_\" and \".\" are"
            );
        }

        var file = OperatingSystem.IsWindows() ? Program + ".exe" : Program;
        return (environment["PATH"] ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, file))
            .FirstOrDefault(File.Exists)
            ?? throw new CredentialException(
                $"the credential helper {Program}, which the docker or podman configuration names, is not installed (not on PATH); install "
                    + "it, or remove the entry"
            );
    }
}

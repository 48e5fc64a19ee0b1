using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wsm.Oci.Files;

namespace Wsm.Oci.Credentials;

/// <summary>One <c>config.json</c> of docker or <c>auth.json</c> of podman. What is not understood in it is kept as it is.</summary>
internal sealed class CredentialFile(string path, bool forContainers)
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    public string FilePath { get; } = path;

    /// <summary>The key that a registry's entry is written under.</summary>
    public string KeyFor(string registry) => !forContainers && registry == "docker.io" ? RegistryKey.DockerHub : registry;

    /// <exception cref="CredentialException">The file is there but cannot be used.</exception>
    public async Task<CredentialDocument?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var bytes = await File.ReadAllBytesAsync(FilePath, cancellationToken).ConfigureAwait(false);
            if (bytes.Length == 0)
            {
                return new CredentialDocument(FilePath, []);
            }

            if (JsonNode.Parse(bytes, null, Strict) is not JsonObject root)
            {
                throw new CredentialException($"the credential file {FilePath} is not a JSON object");
            }

            ReadTexts(root);
            return new CredentialDocument(FilePath, root);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"the credential file {FilePath} cannot be read: {e.Message}", e);
        }
        catch (InvalidOperationException)
        {
            throw new CredentialException($"the credential file {FilePath} has text that is none: invalid UTF-8, or half a surrogate pair");
        }
        catch (JsonException e)
        {
            // The parser's own message may quote the text, and with it a secret.
            throw new CredentialException(
                $"the credential file {FilePath} is not valid JSON{(e.LineNumber is { } line ? $" (line {line + 1})" : "")}"
            );
        }
    }

    /// <summary>Puts a new text in the file's place in one step, readable for its owner only.</summary>
    /// <exception cref="CredentialException">It cannot be written.</exception>
    public void Write(CredentialDocument document)
    {
        try
        {
            var link = File.Exists(FilePath) ? File.ResolveLinkTarget(FilePath, returnFinalTarget: true) : null;
            var target = link?.FullName ?? Path.GetFullPath(FilePath);
            var folder = Path.GetDirectoryName(target)!;
            if (!Directory.Exists(folder))
            {
                CreateFolder(folder);
            }

            AtomicFile.Write(target, Encoding.UTF8.GetBytes(document.ToJson()), new AtomicFileOptions { OwnerOnly = true, Shared = true });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"the credential file {FilePath} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>The framework looks at keys and texts only when somebody asks for one, and calls it a bug then.</summary>
    private static void ReadTexts(JsonNode? node)
    {
        foreach (var child in node is JsonObject map ? map.Select(pair => pair.Value) : node as JsonArray ?? [])
        {
            ReadTexts(child);
        }

        if (node is JsonValue value && value.GetValueKind() == JsonValueKind.String)
        {
            _ = value.GetValue<string>();
        }
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

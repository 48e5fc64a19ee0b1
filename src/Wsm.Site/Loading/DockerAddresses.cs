using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Wsm.Oci;
using Wsm.Oci.Registry.Options;
using Wsm.Product.Failures;

namespace Wsm.Site.Loading;

/// <summary>Finds the engine that <c>docker</c> itself would speak to.</summary>
/// <remarks>https://docs.docker.com/reference/cli/docker/#environment-variables,
/// https://docs.docker.com/engine/manage-resources/contexts/</remarks>
public static class DockerAddresses
{
    public const string DefaultSocket = "/var/run/docker.sock";

    private const string DefaultContext = "default";
    private const int PlainPort = 2375;
    private const int TlsPort = 2376;

    /// <param name="host">A URL that the person has named; before everything else.</param>
    /// <param name="context">The name of a context that the person has named.</param>
    /// <exception cref="UserError">There is no such context, or the address is none.</exception>
    public static DockerAddress Find(string? host, string? context, EnvironmentVariables environment)
    {
        if (host is not null)
        {
            return Parse(host, environment);
        }

        var folder = environment["DOCKER_CONFIG"] ?? Path.Combine(environment.HomeDirectory ?? "/", ".docker");
        if (context is null && environment["DOCKER_HOST"] is { } variable)
        {
            return Parse(variable, environment);
        }

        var name = context ?? environment["DOCKER_CONTEXT"] ?? CurrentContext(Path.Combine(folder, "config.json"));
        return name is null or "" or DefaultContext ? Parse($"unix://{DefaultSocket}", environment) : OfContext(name, folder);
    }

    private static DockerAddress Parse(string text, EnvironmentVariables environment)
    {
        var verify = environment["DOCKER_TLS_VERIFY"] is not null;
        if (!verify && environment["DOCKER_TLS"] is null && !text.StartsWith("https://", StringComparison.Ordinal))
        {
            return Of(text, null);
        }

        var folder = environment["DOCKER_CERT_PATH"]
            ?? environment["DOCKER_CONFIG"]
            ?? Path.Combine(environment.HomeDirectory ?? "/", ".docker");
        return Of(text, TlsFrom(folder, insecure: !verify && environment["DOCKER_TLS"] is not null));
    }

    private static DockerAddress Of(string text, TlsOptions? tls)
    {
        if (text.StartsWith('/'))
        {
            text = "unix://" + text;
        }

        if (
            !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || url.Scheme is not (DockerAddress.Unix or DockerAddress.Tcp or DockerAddress.Ssh or "http" or "https")
        )
        {
            throw UserError.Usage(
                $"'{text}' is not the address of a Docker engine.",
                "Write unix:///path/to/docker.sock, tcp://HOST:PORT or ssh://USER@HOST."
            );
        }

        return url.Scheme switch
        {
            DockerAddress.Unix or DockerAddress.Ssh => new DockerAddress(url),
            _ when url.Port > 0 => new DockerAddress(new UriBuilder(url) { Scheme = DockerAddress.Tcp }.Uri, tls),
            _ => new DockerAddress(new UriBuilder(url) { Scheme = DockerAddress.Tcp, Port = tls is null ? PlainPort : TlsPort }.Uri, tls),
        };
    }

    /// <summary>Those of <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c> that are there.</summary>
    private static TlsOptions TlsFrom(string folder, bool insecure)
    {
        string? Existing(string name) => Path.Combine(folder, name) is var path && File.Exists(path) ? path : null;
        return new TlsOptions
        {
            CaFiles = Existing("ca.pem") is { } authority ? [authority] : [],
            ClientCertificateFile = Existing("cert.pem"),
            ClientKeyFile = Existing("key.pem"),
            Insecure = insecure,
        };
    }

    private static DockerAddress OfContext(string name, string folder)
    {
        // Where a context stands follows from its name.
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        using var document = Read(Path.Combine(folder, "contexts", "meta", id, "meta.json"))
            ?? throw UserError.Usage(
                $"There is no Docker context '{name}' in {folder}.",
                "'docker context ls' shows those that there are."
            );
        if (
            Property(document.RootElement, "Endpoints") is not { } endpoints
            || Property(endpoints, "docker") is not { } endpoint
            || Text(endpoint, "Host") is not { Length: > 0 } host
        )
        {
            throw UserError.Usage($"The Docker context '{name}' names no host of an engine.");
        }

        var certificates = Path.Combine(folder, "contexts", "tls", id, "docker");
        var insecure = Property(endpoint, "SkipTLSVerify")?.ValueKind == JsonValueKind.True;
        return Of(host, insecure || Directory.Exists(certificates) ? TlsFrom(certificates, insecure) : null);
    }

    private static string? CurrentContext(string file)
    {
        using var document = Read(file);
        return document is null ? null : Text(document.RootElement, "currentContext");
    }

    private static JsonElement? Property(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    private static string? Text(JsonElement element, string name)
    {
        try
        {
            return Property(element, name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is as much as nothing: docker names no such thing.
            return null;
        }
    }

    /// <summary>Null where there is no such file.</summary>
    private static JsonDocument? Read(string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (JsonException error)
        {
            throw new UserError($"'{file}' is not valid JSON: {error.Message}", kind: FailureKind.Usage, cause: error);
        }
    }
}

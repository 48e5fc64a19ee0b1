using System.Text;

namespace Wsm.Peers;

/// <summary>What kind of registry to start; the default is open, plain HTTP.</summary>
public sealed record RegistrySettings
{
    /// <summary>Asks for this user and password (basic authentication); the hash is bcrypt's, made by <c>htpasswd</c>.</summary>
    public (string User, string Password)? Htpasswd { get; init; }

    /// <summary>Serves TLS with a certificate that this authority issued.</summary>
    public TestAuthority? Tls { get; init; }

    /// <summary>Asks for a client certificate that this authority issued.</summary>
    public TestAuthority? ClientAuthority { get; init; }

    /// <summary>Asks for bearer tokens of this server.</summary>
    public TokenServer? Tokens { get; init; }

    /// <summary>A pull-through cache of this URL.</summary>
    public string? ProxyOf { get; init; }

    /// <summary>
    /// Where blobs are kept, to share them with another registry or to make the place scarce; null for a folder of its own.
    /// </summary>
    public string? StorageFolder { get; init; }

    internal string ToYaml(TemporaryFolder folder, int port)
    {
        var yaml = new StringBuilder(
            $"""
            version: 0.1
            log: {"{level: info}"}
            storage:
              filesystem: {"{"}rootdirectory: {StorageFolder ?? folder["storage"]}{"}"}
              delete: {"{enabled: true}"}
            http:
              addr: 127.0.0.1:{port}
              secret: test

            """
        );
        if (Tls is { } tls)
        {
            var (certificate, key) = tls.IssueServer(folder.Path, "registry");
            yaml.Append($"  tls:\n    certificate: {certificate}\n    key: {key}\n");
            if (ClientAuthority is { } clients)
            {
                yaml.Append($"    clientcas: [{folder.Write("clients.crt", clients.CertificatePem)}]\n");
            }
        }

        if (Htpasswd is { } user)
        {
            var line = Tool.RunAsync("htpasswd", ["-nbB", user.User, user.Password]).GetAwaiter().GetResult().Output.Trim();
            yaml.Append($"auth:\n  htpasswd: {{realm: test, path: {folder.Write("htpasswd", line + "\n")}}}\n");
        }

        if (Tokens is { } tokens)
        {
            var bundle = folder.Write("tokens.crt", tokens.CertificatePem);
            yaml.Append(
                $"auth:\n  token: {{realm: \"{tokens.Realm}\", service: {TokenServer.Service}, issuer: {TokenServer.Issuer}, "
                    + $"rootcertbundle: {bundle}}}\n"
            );
        }

        if (ProxyOf is not null)
        {
            yaml.Append($"proxy:\n  remoteurl: {ProxyOf}\n");
        }

        return yaml.ToString();
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Wsm.Kubernetes.Configuration;
using Wsm.Kubernetes.Failures;
using Wsm.Kubernetes.Objects;

namespace Wsm.Kubernetes.Credentials;

/// <summary>What a credential plugin is told, and what it says.</summary>
/// <remarks>https://kubernetes.io/docs/reference/config-api/client-authentication.v1/</remarks>
internal sealed record ExecCredential(string? Token, ClientCertificate? Certificate, DateTimeOffset? Expires)
{
    private const string Kind = "ExecCredential";

    private static readonly string[] Versions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

    public override string ToString() => "(credential)";

    /// <summary>The value of <c>KUBERNETES_EXEC_INFO</c>.</summary>
    public static string Request(ExecPlugin plugin, ClusterAccess access, bool interactive)
    {
        if (!Versions.Contains(plugin.ApiVersion))
        {
            throw KubeConfigException.Credential(
                $"the plugin {plugin.Command} speaks {plugin.ApiVersion}; only {string.Join(" and ", Versions)} are known"
            );
        }

        var spec = new JsonObject { ["interactive"] = interactive };
        if (plugin.ProvideClusterInfo)
        {
            spec["cluster"] = ClusterInfo(access);
        }

        return new JsonObject
        {
            ["kind"] = Kind,
            ["apiVersion"] = plugin.ApiVersion,
            ["spec"] = spec,
        }.ToJsonString();
    }

    /// <exception cref="KubeConfigException">It is no credential.</exception>
    public static ExecCredential Parse(string output, ExecPlugin plugin)
    {
        try
        {
            var answer = KubeJson.ParseObject(output);
            if ((string?)answer["kind"] != Kind || (string?)answer["apiVersion"] != plugin.ApiVersion)
            {
                throw Wrong(plugin, $"it is {answer["apiVersion"]} {answer["kind"]}, and the kubeconfig says {plugin.ApiVersion} {Kind}");
            }

            var status = answer["status"] as JsonObject ?? throw Wrong(plugin, "it has no status");
            var token = (string?)status["token"];
            var (certificate, key) = ((string?)status["clientCertificateData"], (string?)status["clientKeyData"]);
            if (certificate is null != key is null)
            {
                throw Wrong(plugin, "it has a certificate without its key, or a key without its certificate");
            }

            return token is null && certificate is null
                ? throw Wrong(plugin, "it has neither a token nor a certificate")
                : new ExecCredential(
                    token,
                    certificate is null ? null : ClientCertificateReader.Parse(certificate, key!),
                    (string?)status["expirationTimestamp"] is { } expires
                        ? DateTimeOffset.Parse(expires, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal)
                        : null
                );
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or CryptographicException)
        {
            throw Wrong(plugin, error.Message, error);
        }
    }

    private static JsonObject ClusterInfo(ClusterAccess access)
    {
        var cluster = new JsonObject { ["server"] = access.Server.OriginalString };
        if (access.TlsServerName is { } name)
        {
            cluster["tls-server-name"] = name;
        }

        if (access.Insecure)
        {
            cluster["insecure-skip-tls-verify"] = true;
        }

        if (access.AuthorityPem is { } authority)
        {
            cluster["certificate-authority-data"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(authority));
        }

        if (access.Proxy is { } proxy)
        {
            cluster["proxy-url"] = proxy.OriginalString;
        }

        if (access.ExecConfig is { } config)
        {
            cluster["config"] = JsonNode.Parse(config);
        }

        return cluster;
    }

    private static KubeConfigException Wrong(ExecPlugin plugin, string why, Exception? cause = null) =>
        KubeConfigException.Credential($"what the plugin {plugin.Command} wrote is not a credential: {why}", cause);
}

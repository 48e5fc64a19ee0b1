using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Wsm.Kubernetes.Configuration;
using Wsm.Kubernetes.Failures;

namespace Wsm.Kubernetes.Credentials;

/// <summary>A user's certificate and key, from wherever the kubeconfig has them.</summary>
internal static class ClientCertificateReader
{
    /// <summary>Null for a user without one.</summary>
    /// <exception cref="KubeConfigException">One half is missing, or cannot be read.</exception>
    public static ClientCertificate? Of(UserEntry user)
    {
        try
        {
            var certificate = TextOf(user.ClientCertificateData, user.ClientCertificate);
            var key = TextOf(user.ClientKeyData, user.ClientKey);
            return (certificate, key) switch
            {
                (null, null) => null,
                (null, _) => throw KubeConfigException.Credential("the user has a client key and no client certificate"),
                (_, null) => throw KubeConfigException.Credential("the user has a client certificate and no client key"),
                _ => Parse(certificate, key),
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw KubeConfigException.Credential($"the user's client certificate or key cannot be read: {error.Message}", error);
        }
    }

    /// <exception cref="CryptographicException">They are no certificate and key, or do not belong together.</exception>
    public static ClientCertificate Parse(string certificatePem, string keyPem)
    {
        var chain = Certificates.Read(certificatePem);
        try
        {
            return new ClientCertificate(X509Certificate2.CreateFromPem(certificatePem, keyPem), [.. chain.Skip(1)]);
        }
        catch (ArgumentException mismatch)
        {
            throw new CryptographicException("the key does not belong to the certificate", mismatch);
        }
    }

    private static string? TextOf(byte[]? data, string? file) =>
        data is not null ? Encoding.UTF8.GetString(data)
        : file is not null ? File.ReadAllText(file)
        : null;
}

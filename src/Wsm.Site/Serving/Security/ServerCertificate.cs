using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wsm.Product.Failures;

namespace Wsm.Site.Serving.Security;

/// <summary>The certificate to serve with, from PEM files.</summary>
public static class ServerCertificate
{
    /// <exception cref="UserError">A file is missing, or they do not belong together.</exception>
    public static X509Certificate2 Read(string certificate, string key)
    {
        foreach (var file in (string[])[certificate, key])
        {
            if (!File.Exists(file))
            {
                throw UserError.Usage($"There is no file {file}.");
            }
        }

        try
        {
            using var read = X509Certificate2.CreateFromPemFile(certificate, key);
            // Some platforms serve only from a key store; a round through PKCS #12 makes one.
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        }
        catch (CryptographicException e)
        {
            throw new UserError(
                $"{certificate} and {key} are not a certificate and its key: {e.Message}",
                "Both must be PEM, and the key without a password.",
                FailureKind.Usage,
                e
            );
        }
    }
}

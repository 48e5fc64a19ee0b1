using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wsm.Serve.Security;

/// <summary>The certificate to serve with, from PEM files.</summary>
internal static class ServerCertificate
{
    /// <exception cref="UserError">A file is missing, or they do not belong together.</exception>
    public static X509Certificate2 Read(string certificate, string key)
    {
        foreach (var file in (string[])[certificate, key])
            if (!File.Exists(file))
                throw UserError.Usage($"There is no file {file}.");
        try
        {
            using var read = X509Certificate2.CreateFromPemFile(certificate, key);
            // Some platforms serve only from a key store; a round through PKCS #12 makes one.
            return X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        }
        catch (CryptographicException e)
        {
            throw new UserError(
                $"{certificate} and {key} are no certificate with its key: {e.Message}",
                "Both must be PEM, and the key without a password.",
                ExitCode.Usage,
                e
            );
        }
    }
}

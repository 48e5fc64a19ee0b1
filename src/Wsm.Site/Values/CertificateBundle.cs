using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wsm.Product.Failures;

namespace Wsm.Site.Values;

/// <summary>A PEM file with one or more CA certificates. Charts want a list with one certificate an entry.</summary>
public static class CertificateBundle
{
    /// <summary>Each certificate as PEM text of its own, in the order of the file, without what stood between them.</summary>
    /// <param name="name">The file's name, for errors.</param>
    /// <exception cref="UserError">No certificate, something that is none, or a private key.</exception>
    public static IReadOnlyList<string> Split(string pem, string name)
    {
        var found = new List<string>();
        var rest = pem.AsSpan();
        while (PemEncoding.TryFind(rest, out var fields))
        {
            var label = rest[fields.Label].ToString();
            if (label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            {
                throw UserError.Usage(
                    $"{name} holds a private key; a CA file holds certificates only.",
                    "Take the key out before the file goes anywhere."
                );
            }

            if (label is "CERTIFICATE" or "TRUSTED CERTIFICATE" or "X509 CERTIFICATE")
            {
                found.Add(Checked(rest[fields.Location], found.Count + 1, name));
            }

            rest = rest[fields.Location.End..];
        }

        return found.Count > 0
            ? found
            : throw UserError.Usage(
                $"{name} holds no PEM certificate.",
                "It must contain '-----BEGIN CERTIFICATE-----'; 'openssl x509 -inform der -in FILE' converts a DER file."
            );
    }

    private static string Checked(ReadOnlySpan<char> pem, int number, string name)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.ExportCertificatePem() + "\n";
        }
        catch (CryptographicException error)
        {
            throw new UserError($"Certificate {number} of {name} is damaged: {error.Message}", kind: FailureKind.Usage, cause: error);
        }
    }
}

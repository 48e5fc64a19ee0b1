using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Wsm.Oci.Registry.Http;

/// <summary>Reads the authorities and client certificates for a host from options and <c>certs.d</c> folders.</summary>
internal static class CertificateFiles
{
    public static X509Certificate2Collection Authorities(TlsOptions options, IEnumerable<string> folders)
    {
        var authorities = new X509Certificate2Collection();
        foreach (var file in options.CaFiles.Concat(folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.crt"))))
            AddPem(authorities, file);
        return authorities;
    }

    public static X509Certificate2Collection ClientCertificates(TlsOptions options, IEnumerable<string> folders)
    {
        var certificates = new X509Certificate2Collection();
        if (options.ClientCertificateFile is { } given)
            certificates.Add(Load(given, options.ClientKeyFile ?? given));
        foreach (var file in folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.cert")))
            certificates.Add(Load(file, Path.ChangeExtension(file, ".key")));
        return certificates;
    }

    /// <summary>The folders that exist for a host; empty for most.</summary>
    public static IReadOnlyList<string> FoldersFor(TlsOptions options, string authority) =>
        [.. options.CertificateDirectories.Select(folder => Path.Combine(folder, authority)).Where(Directory.Exists)];

    private static void AddPem(X509Certificate2Collection authorities, string file)
    {
        var before = authorities.Count;
        try
        {
            authorities.ImportFromPemFile(file);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new RegistryException($"the CA file {file} cannot be used: {e.Message}", e)
            {
                Hint = "It must hold one or more certificates in PEM form (-----BEGIN CERTIFICATE-----).",
            };
        }

        if (authorities.Count == before)
            throw new RegistryException($"the CA file {file} holds no certificate in PEM form")
            {
                Hint = "Convert it with: openssl x509 -inform der -in FILE -out FILE.pem",
            };
    }

    private static X509Certificate2 Load(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RegistryException($"the client certificate {certificate} with key {key} cannot be used: {e.Message}", e);
        }
    }
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;

namespace Wsm.Oci.Registry.Transport;

/// <summary>Reads the authorities for a host from options and <c>certs.d</c> folders.</summary>
internal static class CertificateFiles
{
    public static X509Certificate2Collection Authorities(TlsOptions options, IEnumerable<string> folders)
    {
        var authorities = new X509Certificate2Collection();
        foreach (var file in options.CaFiles.Concat(folders.SelectMany(folder => Directory.EnumerateFiles(folder, "*.crt"))))
        {
            AddPem(authorities, file);
        }

        return authorities;
    }

    /// <summary>
    /// The folders that exist for a host; empty for most. Docker looks for the name as it stands in references, which may have the port
    /// 443 or not.
    /// </summary>
    public static IReadOnlyList<string> FoldersFor(TlsOptions options, Uri address)
    {
        string[] names = address.IsDefaultPort ? [address.Authority, $"{address.Authority}:{address.Port}"] : [address.Authority];
        return
        [
            .. options
                .CertificateDirectories.SelectMany(folder => names.Select(name => Path.Combine(folder, name)))
                .Where(Directory.Exists),
        ];
    }

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
                Problem = RegistryProblem.UnusableAuthorityFile,
            };
        }

        if (authorities.Count == before)
        {
            throw new RegistryException($"the CA file {file} holds no certificate in PEM form")
            {
                Problem = RegistryProblem.EmptyAuthorityFile,
            };
        }
    }
}

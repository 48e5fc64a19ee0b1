using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;

namespace Wsm.Oci.Registry.Transport;

/// <summary>
/// Who we are to servers that want to know: a certificate with the intermediates that stand behind it in its file, so that a server
/// which trusts only the root can build the chain.
/// </summary>
internal sealed class ClientIdentity
{
    private readonly string? _file;
    private readonly SslStreamCertificateContext? _context;
    private readonly X509Certificate2Collection _several = [];

    /// <summary>Hosts that asked for a certificate while there was none to show.</summary>
    private readonly ConcurrentDictionary<string, bool> _askedBy = new(StringComparer.OrdinalIgnoreCase);

    private ClientIdentity(IReadOnlyList<(string Certificate, string Key)> files)
    {
        if (files is [var only])
        {
            _file = only.Certificate;
            _context = Load(only.Certificate, only.Key);
            return;
        }

        // Which of several is meant only the server's list of authorities tells; the framework compares, but then sends no intermediates.
        foreach (var (certificate, key) in files)
        {
            _several.Add(Load(certificate, key).TargetCertificate);
        }
    }

    /// <param name="options">A certificate that is given there is shown to every server that asks, and no other.</param>
    /// <param name="folders">Otherwise <c>NAME.cert</c> with <c>NAME.key</c>, as Docker has it.</param>
    /// <exception cref="RegistryException">A file cannot be used.</exception>
    public static ClientIdentity Of(TlsOptions options, IEnumerable<string> folders) =>
        new(
            options.ClientCertificateFile is { } given
                ? [(given, options.ClientKeyFile ?? given)]
                :
                [
                    .. folders
                        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cert").Order(StringComparer.Ordinal))
                        .Select(file => (file, Path.ChangeExtension(file, ".key"))),
                ]
        );

    public void AddTo(SslClientAuthenticationOptions options)
    {
        if (_context is not null)
        {
            options.ClientCertificateContext = _context;
        }
        else if (_several.Count > 0)
        {
            options.ClientCertificates = _several;
        }
        else
        {
            options.LocalCertificateSelectionCallback = NoteQuestion;
        }
    }

    /// <summary>
    /// What a failed connection has to do with who we are; null when nothing. Servers say it after the handshake (TLS 1.3) or just hang up.
    /// </summary>
    /// <param name="isStranger">The host has not answered any request so far.</param>
    public TlsFailure? Explain(string host, Exception exception, bool isStranger)
    {
        var alert = Alert(exception);
        if (_askedBy.ContainsKey(host) && (alert is not null || isStranger))
        {
            return new TlsFailure("it asks for a client certificate, and none was given", RegistryProblem.ClientCertificateRequired);
        }

        return alert is not null && (_context is not null || _several.Count > 0)
            ? new TlsFailure(
                $"it does not accept the client certificate{(_file is null ? "" : $" {_file}")} ({alert})",
                RegistryProblem.ClientCertificateRefused
            )
            : null;
    }

    /// <summary>Called once before the handshake and, with the server's certificate at hand, when the server asks.</summary>
    private X509Certificate NoteQuestion(
        object sender,
        string targetHost,
        X509CertificateCollection localCertificates,
        X509Certificate? remoteCertificate,
        string[] acceptableIssuers
    )
    {
        if (remoteCertificate is not null)
        {
            _askedBy.TryAdd(targetHost, true);
        }

        return null!;
    }

    /// <summary>The server's last word in the TLS protocol, "unknown ca": what stands after "alert" in OpenSSL's words.</summary>
    private static string? Alert(Exception? exception)
    {
        const string Mark = "alert ";
        for (; exception is not null; exception = exception.InnerException)
        {
            var at = exception.Message.IndexOf(Mark, StringComparison.Ordinal);
            if (at >= 0 && exception.Message.Contains("SSL", StringComparison.Ordinal))
            {
                return exception.Message[(at + Mark.Length)..].Trim();
            }
        }

        return null;
    }

    private static SslStreamCertificateContext Load(string certificate, string key)
    {
        try
        {
            var all = new X509Certificate2Collection();
            all.ImportFromPemFile(certificate);
            var leaf = X509Certificate2.CreateFromPemFile(certificate, key);
            return SslStreamCertificateContext.Create(leaf, [.. all.Skip(1)], offline: true);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new RegistryException($"the client certificate {certificate} with key {key} cannot be used: {e.Message}", e)
            {
                Problem = RegistryProblem.UnusableClientCertificate,
            };
        }
    }
}

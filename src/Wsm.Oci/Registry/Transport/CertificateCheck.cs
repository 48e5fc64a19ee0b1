using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wsm.Oci.Registry.Failures;

namespace Wsm.Oci.Registry.Transport;

/// <summary>Accepts what the system trusts, and besides it what one of the given authorities has issued.</summary>
internal sealed class CertificateCheck(X509Certificate2Collection authorities, bool insecure)
{
    public bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        Accepts(certificate, chain, errors);

    private bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (insecure || errors == SslPolicyErrors.None)
        {
            return true;
        }

        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            throw new TlsFailure("it shows no certificate", RegistryProblem.UnacceptableCertificate);
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            throw new TlsFailure("its certificate is for another host name", RegistryProblem.UnacceptableCertificate);
        }

        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        if (IsIssuedByGiven(leaf, chain))
        {
            return true;
        }

        throw Explain(leaf, chain);
    }

    private bool IsIssuedByGiven(X509Certificate2 leaf, X509Chain? presented)
    {
        if (authorities.Count == 0)
        {
            return false;
        }

        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1"));

        // A given authority may be an intermediate, which a chain does not end in; so that it is part of the chain is checked here.
        policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            policy.ExtraStore.Add(element.Certificate);
        }

        policy.ExtraStore.AddRange(authorities);
        return chain.Build(leaf)
            && chain.ChainElements.Any(element =>
                authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span))
            );
    }

    private static TlsFailure Explain(X509Certificate2 leaf, X509Chain? chain)
    {
        var status = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status)
            ?? X509ChainStatusFlags.PartialChain;
        if (status.HasFlag(X509ChainStatusFlags.NotTimeValid))
        {
            return new TlsFailure(
                $"its certificate, or one that issued it, has expired or is not valid yet (the server's own: {leaf.NotBefore:yyyy-MM-dd} "
                    + $"to {leaf.NotAfter:yyyy-MM-dd})",
                RegistryProblem.UnacceptableCertificate
            );
        }

        if ((status & (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) != 0)
        {
            return new TlsFailure("its certificate was issued by an authority that is not known here", RegistryProblem.UntrustedAuthority);
        }

        return new TlsFailure($"its certificate is not acceptable ({status})", RegistryProblem.UnacceptableCertificate);
    }
}

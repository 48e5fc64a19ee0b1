using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Wsm.Kubernetes.Transport;

/// <summary>Accepts only what one of a cluster's own authorities has issued, be it a root or not, as Go does.</summary>
/// <param name="insecure">The kubeconfig says not to look at certificates.</param>
internal sealed class ApiServerCertificate(X509Certificate2Collection authorities, bool insecure)
{
    public bool Accepts(object sender, X509Certificate? certificate, X509Chain? presented, SslPolicyErrors errors)
    {
        if (insecure)
        {
            return true;
        }

        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            throw new AuthenticationException("it shows no certificate");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            throw new AuthenticationException("its certificate is for another host name");
        }

        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(authorities);
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;

        // Such an authority may be an intermediate, which a chain does not end in; that it is part of the chain is asked below.
        policy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        foreach (var element in presented?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            policy.ExtraStore.Add(element.Certificate);
        }

        policy.ExtraStore.AddRange(authorities);
        if (!chain.Build(leaf))
        {
            throw new AuthenticationException(
                $"its certificate is not acceptable: {string.Join(", ", chain.ChainStatus.Select(status => status.Status))}"
            );
        }

        return chain.ChainElements.Any(element =>
            authorities.Any(authority => authority.RawDataMemory.Span.SequenceEqual(element.Certificate.RawDataMemory.Span))
        )
            ? true
            : throw new AuthenticationException("its certificate was not issued by the authority that the kubeconfig names");
    }
}

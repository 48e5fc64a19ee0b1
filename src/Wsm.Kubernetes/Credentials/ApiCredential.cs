using System.Security.Cryptography.X509Certificates;

namespace Wsm.Kubernetes.Credentials;

/// <summary>What a request is made with.</summary>
/// <param name="Authorization">The header's value; null for none.</param>
/// <param name="Certificate">With its key, and what stands between it and its authority; null for none.</param>
internal sealed record ApiCredential(string? Authorization, ClientCertificate? Certificate)
{
    public override string ToString() => "(credential)";
}

/// <summary>A certificate to show, with its key.</summary>
internal sealed record ClientCertificate(X509Certificate2 Leaf, X509Certificate2Collection Intermediates);

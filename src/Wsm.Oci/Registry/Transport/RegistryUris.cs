using Wsm.Oci.References;
using Wsm.Oci.Registry.Failures;

namespace Wsm.Oci.Registry.Transport;

/// <summary>Builds every address of the registry API.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#endpoints</remarks>
internal sealed class RegistryUris(Uri endpoint, string repository)
{
    public static Uri Base(Uri endpoint) => new(endpoint, "/v2/");

    public Uri Manifest(string tagOrDigest) => Make($"manifests/{tagOrDigest}");

    public Uri Blob(Digest digest) => Make($"blobs/{digest}");

    public Uri Tags(int pageSize) => Make($"tags/list?n={pageSize}");

    public Uri Referrers(Digest subject, string? artifactType) =>
        Make($"referrers/{subject}{(artifactType is null ? "" : "?artifactType=" + Uri.EscapeDataString(artifactType))}");

    public Uri Uploads() => Make("blobs/uploads/");

    public Uri Mount(Digest digest, string from) => Make($"blobs/uploads/?mount={digest}&from={Uri.EscapeDataString(from)}");

    /// <summary>
    /// A <c>Location</c> or <c>Link</c> that the registry gave, relative or absolute. A registry behind a proxy that ends TLS often
    /// believes that it is spoken to in plain HTTP; such an address is put right.
    /// </summary>
    public Uri Resolve(Uri asked, string given)
    {
        if (!Uri.TryCreate(asked, given, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new RegistryException($"{endpoint.Authority} gave an address that is not valid") { Uri = Redacted.Address(asked) };
        }

        var isOwnHost = uri.IdnHost.Equals(endpoint.IdnHost, StringComparison.OrdinalIgnoreCase);
        return isOwnHost && endpoint.Scheme == "https" && uri.Scheme == "http" ? new Uri(endpoint, uri.PathAndQuery) : uri;
    }

    public static Uri WithDigest(Uri location, Digest digest) =>
        new UriBuilder(location)
        {
            Query = (location.Query.Length > 1 ? location.Query.TrimStart('?') + "&" : "") + "digest=" + digest,
        }.Uri;

    private Uri Make(string rest) => new(endpoint, $"/v2/{repository}/{rest}");
}

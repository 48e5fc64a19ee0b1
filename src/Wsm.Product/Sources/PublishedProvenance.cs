using Wsm.Oci.Credentials;
using Wsm.Oci.Registry;
using Wsm.Oci.Registry.Failures;
using Wsm.Product.Caching;

namespace Wsm.Product.Sources;

/// <summary>Looks for the signed message of a chart beside its archive.</summary>
/// <param name="warn">Told where a server could not be asked.</param>
public sealed class PublishedProvenance(DocumentClient web, ContentCache cache, bool offline, Action<string> warn)
{
    /// <summary>Null where there is none, as with most charts; some servers then answer 403 in place of 404.</summary>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(Uri archive, Credential? credential, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(archive) { Path = archive.AbsolutePath + ChartProvenance.Suffix }.Uri;
        var shown = address.GetLeftPart(UriPartial.Path);
        var name = $"GET {shown}";
        if (offline)
        {
            return cache.FindNamed(name) is { } known ? ChartProvenance.Of(known) : null;
        }

        try
        {
            var body = await web.GetAsync(address, credential, ChartProvenance.Largest, cancellationToken).ConfigureAwait(false);
            if (ChartProvenance.Of(body) is { } provenance)
            {
                cache.StoreNamed(name, body);
                return provenance;
            }
        }
        catch (RegistryException failure)
        {
            if (!failure.LeavesOpen)
            {
                warn($"{shown} could not be looked for: {failure.Message}");
            }
        }

        return null;
    }
}

using System.Runtime.CompilerServices;
using Wsm.Oci.Models;
using Wsm.Oci.Registry.Auth;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Hosts;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry.Listing;

/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#listing-tags</remarks>
internal static class TagList
{
    private const int PageSize = 1000;

    public static async IAsyncEnumerable<string> ReadAsync(
        RegistryHost host,
        string repository,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var uris = new RegistryUris(await host.EndpointAsync(cancellationToken).ConfigureAwait(false), repository);
        await foreach (
            var (body, response) in PagedList
                .ReadAsync(host, uris, uris.Tags(PageSize), [Scope.Pull(repository)], mayBeMissing: false, cancellationToken)
                .ConfigureAwait(false)
        )
        {
            foreach (var tag in Parse(host, response, body))
            {
                yield return tag;
            }
        }
    }

    private static IReadOnlyList<string> Parse(RegistryHost host, HttpResponseMessage response, byte[] body)
    {
        try
        {
            using var document = JsonFields.ParseDocument(body, "the tag list");
            return new JsonFields(document.RootElement, "the tag list").Strings("tags");
        }
        catch (ManifestException e)
        {
            var uri = response.RequestMessage!.RequestUri!;
            throw new RegistryException($"{host.Name}: {e.Message}", e)
            {
                Problem = RegistryProblem.NotARegistry,
                Registry = host.Name,
                Method = "GET",
                Uri = Redacted.Address(uri),
                Status = response.StatusCode,
            };
        }
    }
}

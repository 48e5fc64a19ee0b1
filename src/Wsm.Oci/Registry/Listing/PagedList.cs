using System.Net;
using System.Runtime.CompilerServices;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Hosts;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry.Listing;

/// <summary>Follows <c>Link</c> headers from page to page, and notices when they lead nowhere.</summary>
internal static class PagedList
{
    private const int MostPages = 10_000;

    /// <summary>Of all pages together: over a million tags.</summary>
    private const int MostBytes = 32 * 1024 * 1024;

    /// <summary>The pages' bodies; none when the first answer is 404 and <paramref name="mayBeMissing"/>.</summary>
    public static async IAsyncEnumerable<(byte[] Body, HttpResponseMessage Response)> ReadAsync(
        RegistryHost host,
        RegistryUris uris,
        Uri first,
        string[] scopes,
        bool mayBeMissing,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var seen = new HashSet<Uri>();
        var left = MostBytes;
        for (var next = first; next is not null; )
        {
            if (!seen.Add(next) || seen.Count > MostPages)
            {
                throw new RegistryException(
                    $"{host.Name} lists without end: its pages lead back to each other, or are more than {MostPages}"
                )
                {
                    Method = "GET",
                    Uri = Redacted.Address(next),
                };
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, next);
            request.Headers.TryAddWithoutValidation("Accept", "application/vnd.oci.image.index.v1+json, application/json");
            request.Options.Set(RequestKeys.LargestBody, left);
            HttpStatusCode[] accepted = mayBeMissing
                ? [HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.BadRequest, HttpStatusCode.NotImplemented]
                : [];
            using var response = await host.ExpectAsync(request, scopes, cancellationToken, accepted).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                yield break;
            }

            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
            left -= body.Length;
            yield return (body, response);
            var link = response.Headers.NonValidated.TryGetValues("Link", out var links) ? LinkHeader.Next(links) : null;
            next = link is null ? null : uris.Resolve(next, link);
            if (next is not null && next.Authority != first.Authority)
            {
                throw new RegistryException($"{host.Name} continues its list at another host, {next.Authority}; that is not followed")
                {
                    Method = "GET",
                    Uri = Redacted.Address(first),
                };
            }
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using Wsm.Oci.Credentials;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry.Auth;

/// <summary>
/// Shows the servers beside registries who asks: with the credential kept for a server's host when the server wants one, and with the one
/// that was given for this very address from the start. Neither goes over a plain connection to another machine.
/// </summary>
/// <param name="given">Goes to the origin of this address, and to no other.</param>
internal sealed class BasicAuthHandler(
    HttpMessageHandler inner,
    RegistryOptions options,
    (Uri Address, AuthenticationHeaderValue Header)? given = null
) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        if (given is var (origin, header) && IsSameOrigin(address, origin))
        {
            request.Headers.Authorization = options.Tls.IsPrivate(address) ? header : throw Withheld(request, address);
        }

        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (request.Headers.Authorization is not null || !WantsToKnow(request, response))
        {
            return response;
        }

        if (await FindAsync(address, cancellationToken).ConfigureAwait(false) is not { IdentityToken: null } credential)
        {
            return response;
        }

        if (!options.Tls.IsPrivate(address))
        {
            request.Options.Set(RequestKeys.Withheld, response.StatusCode == HttpStatusCode.Unauthorized);
            return response;
        }

        response.Dispose();
        request.Headers.Authorization = credential.ToBasic();
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A challenge says so; Harbor's API answers 401 without one, and GitLab, Artifactory and others hide from strangers what there is
    /// (403, 404).
    /// </summary>
    private static bool WantsToKnow(HttpRequestMessage request, HttpResponseMessage response) =>
        response.StatusCode switch
        {
            HttpStatusCode.Unauthorized => response.Headers.WwwAuthenticate.Count == 0
                || response.Headers.WwwAuthenticate.Any(challenge => challenge.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)),
            HttpStatusCode.Forbidden or HttpStatusCode.NotFound => request.Method == HttpMethod.Get || request.Method == HttpMethod.Head,
            _ => false,
        };

    /// <summary>Logins may have been kept with the port that is the usual one.</summary>
    private async Task<Credential?> FindAsync(Uri address, CancellationToken cancellationToken) =>
        await options.Credentials.FindAsync(address.Authority, null, cancellationToken).ConfigureAwait(false)
        ?? (
            address.IsDefaultPort
                ? await options.Credentials.FindAsync($"{address.Authority}:{address.Port}", null, cancellationToken).ConfigureAwait(false)
                : null
        );

    private static bool IsSameOrigin(Uri one, Uri other) =>
        Uri.Compare(one, other, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    private static RegistryException Withheld(HttpRequestMessage request, Uri address) =>
        new($"the credentials for {address.Authority} are not sent to it over plain HTTP")
        {
            Problem = RegistryProblem.CredentialsWithheld,
            Registry = address.Authority,
            Method = request.Method.Method,
            Uri = Redacted.Address(address),
        };
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Wsm.Oci.Credentials;

namespace Wsm.Oci.Registry.Http;

/// <summary>Answers a server that asks for basic authentication with the credential kept for its host; never over a plain connection to another machine.</summary>
internal sealed class BasicAuthHandler(HttpMessageHandler inner, RegistryOptions options) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        var address = request.RequestUri!;
        if (response.StatusCode != HttpStatusCode.Unauthorized || request.Headers.Authorization is not null || !IsPrivate(address))
            return response;
        if (!response.Headers.WwwAuthenticate.Any(challenge => challenge.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)))
            return response;
        if (
            await options.Credentials.FindAsync(address.Authority, null, cancellationToken).ConfigureAwait(false)
            is not { IdentityToken: null } credential
        )
            return response;

        response.Dispose();
        request.Headers.Authorization = Encode(credential);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private bool IsPrivate(Uri address) => address.Scheme == Uri.UriSchemeHttps || address.IsLoopback || options.Tls.Insecure;

    private static AuthenticationHeaderValue Encode(Credential credential) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Password}")));
}

using System.Net.Http.Headers;
using System.Text;
using Wsm.Oci.Credentials;

namespace Wsm.Oci.Registry.Http;

/// <summary>Adds basic authentication to requests that go to one origin, and to no other.</summary>
internal sealed class OriginCredentialHandler(HttpMessageHandler inner, Uri origin, Credential credential) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (
            Uri.Compare(request.RequestUri, origin, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase)
            == 0
        )
        {
            var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Password}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", pair);
        }

        return base.SendAsync(request, cancellationToken);
    }
}

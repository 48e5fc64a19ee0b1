using System.Net;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry.Auth;

/// <summary>Shows the registry who asks, and answers its challenge once. Requests to any other origin pass without credentials.</summary>
internal sealed class AuthHandler(HttpMessageHandler inner, Authenticator authenticator) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = null;
        if (!authenticator.IsOwn(request.RequestUri!))
        {
            return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }

        var scopes = request.Options.TryGetValue(RequestKeys.Scopes, out var wanted) ? wanted : Scope.None;
        var shown = await authenticator.KnownAsync(scopes, cancellationToken).ConfigureAwait(false);
        request.Headers.Authorization = shown;
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
        {
            return response;
        }

        var challenges = Challenge.Parse(response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values) ? values : []);
        var answer = await authenticator.AnswerAsync(challenges, scopes, shown, cancellationToken).ConfigureAwait(false);
        if (answer is null || answer.Equals(shown))
        {
            return response;
        }

        response.Dispose();
        request.Headers.Authorization = answer;
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}

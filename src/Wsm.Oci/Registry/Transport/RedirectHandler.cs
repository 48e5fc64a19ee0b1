using System.Net;
using Wsm.Oci.Registry.Failures;

namespace Wsm.Oci.Registry.Transport;

/// <summary>
/// Follows redirects with the method kept. It stands above authentication, which adds nothing to requests that leave the registry's
/// origin, so no credential follows a redirect to another host.
/// </summary>
internal sealed class RedirectHandler(HttpMessageHandler inner, bool allowDowngrade) : DelegatingHandler(inner)
{
    private const int MostHops = 6;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var first = request;
        for (var hop = 0; ; hop++)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!IsRedirect(response.StatusCode) || response.Headers.Location is not { } location)
            {
                return response;
            }

            var target = new Uri(request.RequestUri!, location);
            var origin = request.RequestUri!;
            response.Dispose();
            if (hop == MostHops)
            {
                throw Refused(request, $"{origin.Authority} redirected more than {MostHops} times");
            }

            if (target.Scheme is not ("http" or "https"))
            {
                throw Refused(request, $"{origin.Authority} redirected to an address that is neither http nor https");
            }

            if (origin.Scheme == "https" && target.Scheme == "http" && !allowDowngrade)
            {
                throw Refused(
                    request,
                    $"{origin.Authority} redirected from HTTPS to plain HTTP at {target.Authority}, which is refused",
                    RegistryProblem.PlainHttpRedirect
                );
            }

            if (request.Options.TryGetValue(RequestKeys.Secret, out _) && !IsSameOrigin(request, target))
            {
                throw Refused(request, $"{origin.Authority} redirected a request with a secret to {target.Authority}, which is refused");
            }

            first.Options.Set(RequestKeys.RedirectedTo, target);
            request = Follow(request, target, response.StatusCode);
        }
    }

    private static bool IsRedirect(HttpStatusCode status) => (int)status is 301 or 302 or 303 or 307 or 308;

    private static bool IsSameOrigin(HttpRequestMessage request, Uri target) =>
        target.Scheme == request.RequestUri!.Scheme && target.Authority == request.RequestUri.Authority;

    private static HttpRequestMessage Follow(HttpRequestMessage request, Uri target, HttpStatusCode status)
    {
        var sameOrigin = IsSameOrigin(request, target);
        var toGet = status == HttpStatusCode.SeeOther && request.Method != HttpMethod.Head;
        var next = new HttpRequestMessage(toGet ? HttpMethod.Get : request.Method, target)
        {
            Content = toGet ? null : request.Content,
            Version = request.Version,
        };
        foreach (var header in request.Headers.NonValidated)
        {
            if (
                (sameOrigin || !header.Key.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
                && !header.Key.Equals("Host", StringComparison.OrdinalIgnoreCase)
            )
            {
                next.Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }

        foreach (var option in request.Options)
        {
            ((IDictionary<string, object?>)next.Options)[option.Key] = option.Value;
        }

        return next;
    }

    private static RegistryException Refused(HttpRequestMessage request, string message, RegistryProblem problem = RegistryProblem.Other) =>
        new(message)
        {
            Method = request.Method.Method,
            Uri = Redacted.Address(request.RequestUri!),
            Problem = problem,
        };
}

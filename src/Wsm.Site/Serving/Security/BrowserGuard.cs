using System.Net;
using Microsoft.AspNetCore.Http;
using Wsm.Site.Serving.Http;

namespace Wsm.Site.Serving.Security;

/// <summary>
/// Keeps web pages of others out, which reach a server on their reader's own machine through the reader's browser: by a name that they
/// point
/// at it (DNS rebinding), or by sending it a form.
/// </summary>
/// <param name="ownNamesOnly">Whether the server may only be called by names that are always this host's, as where nobody else reaches it
/// and no certificate says what it is called.</param>
internal sealed class BrowserGuard(bool ownNamesOnly)
{
    /// <summary>False when the request has been answered with 403.</summary>
    public async Task<bool> AdmitAsync(HttpContext context)
    {
        var request = context.Request;
        var why =
            ownNamesOnly && !IsOwnName(request.Host.Host)
                ? $"this server listens to its own host only, which '{request.Host}' does not name"
            : IsReading(request.Method) || IsFromHere(request) ? null
            : "a web page of another server may not send anything here";
        if (why is null)
        {
            return true;
        }

        await RegistryAnswers.ErrorAsync(context, StatusCodes.Status403Forbidden, "DENIED", why);
        return false;
    }

    private static bool IsReading(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    /// <summary>A request of HTTP/1.0 names no host, and no browser sends such.</summary>
    private static bool IsOwnName(string host) =>
        host.Length == 0
        || host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || host.Equals(Dns.GetHostName(), StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host.Trim('[', ']'), out _);

    /// <summary>Browsers say where a page is from; other clients say nothing.</summary>
    private static bool IsFromHere(HttpRequest request)
    {
        var (origin, site) = (request.Headers.Origin.ToString(), request.Headers["Sec-Fetch-Site"].ToString());
        return site is "" or "same-origin" or "none"
            && (
                origin.Length == 0
                || (
                    Uri.TryCreate(origin, UriKind.Absolute, out var from)
                    && from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)
                )
            );
    }
}

using System.Net;
using System.Net.Sockets;
using Wsm.Oci.Content;
using Wsm.Oci.Credentials;

namespace Wsm.Oci.Registry.Http;

/// <summary>Turns what went wrong into one sentence and a hint.</summary>
internal static class Failure
{
    private const int LargestErrorBody = 64 * 1024;

    public static async Task<RegistryException> FromResponseAsync(
        HttpRequestMessage request,
        string registry,
        HttpResponseMessage response,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var errors = await ReadErrorsAsync(response, cancellationToken).ConfigureAwait(false);
        var said = errors.Count > 0 ? ": " + string.Join("; ", errors.Select(error => error.ToString())) : "";
        var codes = errors.Select(error => error.Code).Where(code => code.Length > 0).ToList();
        return new RegistryException(
            $"{registry} answered {(int)response.StatusCode} {Name(response)} to {request.Method} {request.RequestUri!.AbsolutePath}{said}"
        )
        {
            Method = request.Method.Method,
            Uri = Redacted.Address(request.RequestUri),
            Status = response.StatusCode,
            Codes = codes,
            IsNotFound = response.StatusCode == HttpStatusCode.NotFound,
            IsTransient = RetryPipeline.IsTransient(response.StatusCode),
            RetryAfter = RetryPipeline.RetryAfter(response, time),
            Hint = errors.Any(error => error.Message == RegistryError.NoSpace)
                ? "Make room there, or have the registry's storage enlarged."
                : Hints.For(registry, response, codes),
        };
    }

    /// <summary>For a request that got no answer. Exceptions that are clear already come back unchanged.</summary>
    public static Exception FromException(HttpRequestMessage request, string registry, Exception exception)
    {
        if (SourceException.Find(exception) is { } source)
            return source;
        if (exception is ContentException)
            return exception;
        if (exception is CredentialException)
            return new RegistryException(exception.Message, exception);
        var (problem, hint) = Explain(request.RequestUri!, registry, exception);
        return new RegistryException(problem, exception)
        {
            Method = request.Method.Method,
            Uri = Redacted.Address(request.RequestUri!),
            Hint = hint,
            IsTransient = RetryPipeline.Judge(exception) is not null,
        };
    }

    private static (string Problem, string? Hint) Explain(Uri uri, string registry, Exception exception)
    {
        if (TlsFailure.Find(exception) is { } tls)
            return (
                $"{registry} cannot be trusted because {tls.Message}",
                tls.UnknownAuthority
                    ? "Give its authority's certificate with --ca-file FILE."
                    : "Use the name the certificate is for, have it renewed, or give --insecure to skip the check."
            );
        return exception switch
        {
            TimeoutException => (
                $"{uri.Authority} did not answer in time",
                "Look whether a firewall stands between, or a proxy is needed (HTTPS_PROXY)."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => (
                $"the host name {uri.Host} could not be resolved",
                "Look for a typing error, and whether this machine's DNS knows the name."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } proxy => (
                $"the proxy did not connect to {uri.Authority}: {proxy.Message}",
                "Check HTTPS_PROXY, and list internal hosts in NO_PROXY."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => (
                $"{uri.Authority} did not answer with TLS",
                "If the registry speaks plain HTTP, give --insecure; otherwise check the port."
            ),
            HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => (
                $"{uri.Authority} refused the connection",
                uri.IsDefaultPort
                    ? $"Look whether the registry runs, and on which port: without one in its name {uri.Port} is asked; many listen on 5000, as {uri.Host}:5000."
                    : "Look whether the registry runs, and on this port."
            ),
            HttpRequestException
            {
                InnerException: SocketException { SocketErrorCode: SocketError.TimedOut } or OperationCanceledException or TimeoutException
            } => (
                $"{uri.Authority} did not accept a connection in time",
                "Look whether a firewall stands between, or a proxy is needed (HTTPS_PROXY)."
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => (
                $"{uri.Authority} could not be reached: {Innermost(exception).Message}",
                null
            ),
            _ => ($"the connection to {uri.Authority} was lost: {Innermost(exception).Message}", null),
        };
    }

    private static Exception Innermost(Exception exception) => exception.GetBaseException();

    private static async Task<IReadOnlyList<RegistryError>> ReadErrorsAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var (body, _) = await CappedBody.ReadUpToAsync(response, LargestErrorBody, cancellationToken).ConfigureAwait(false);
            return RegistryError.Parse(body, response.Content.Headers.ContentType?.MediaType);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            // The status is the news; that its explanation was cut off is not.
            return [];
        }
    }

    private static string Name(HttpResponseMessage response) =>
        Enum.IsDefined(response.StatusCode)
            ? string.Concat(response.StatusCode.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? " " + c : c.ToString()))
            : response.ReasonPhrase ?? "";
}

using System.Net;
using System.Net.Sockets;
using Wsm.Oci.Content;
using Wsm.Oci.Credentials;
using Wsm.Oci.References;
using Wsm.Oci.Registry.Failures;

namespace Wsm.Oci.Registry.Transport;

/// <summary>Turns what went wrong into one sentence and its kind.</summary>
internal static class RequestFailure
{
    private const int LargestErrorBody = 64 * 1024;
    private const int LongestWords = 200;

    /// <param name="registry">As in references.</param>
    /// <param name="home">Where it answers; null where that is not known. Answers from elsewhere are named so.</param>
    /// <param name="subject">Who answered, where it is another server than the registry by its nature.</param>
    public static async Task<RegistryException> FromResponseAsync(
        HttpRequestMessage request,
        string registry,
        Uri? home,
        HttpResponseMessage response,
        TimeProvider time,
        CancellationToken cancellationToken,
        string? subject = null
    )
    {
        var errors = await ReadErrorsAsync(response, cancellationToken).ConfigureAwait(false);
        var said = SentSecrets.Remove(
            errors.Count > 0 ? ": " + string.Join("; ", errors.Select(error => error.ToString())) : "",
            response.RequestMessage ?? request
        );
        var codes = errors.Select(error => error.Code).Where(code => code.Length > 0).ToList();
        var asked = response.RequestMessage?.RequestUri ?? request.RequestUri!;
        var pause = RetryPipeline.RetryAfter(response, time);
        var when = pause > TimeSpan.Zero ? $"; it may be asked again at {RateGate.Show(time.GetUtcNow() + pause.Value, time)}" : "";
        var who = subject ?? (IsElsewhere(asked, home) ? $"{asked.Authority}, where {registry} leads," : registry);
        return new RegistryException(
            $"{who} answered {(int)response.StatusCode} {Name(response)} to {request.Method} {asked.AbsolutePath}{said}{when}"
        )
        {
            Problem =
                (response.RequestMessage ?? request).Options.TryGetValue(RequestKeys.Withheld, out var withheld) && withheld
                    ? RegistryProblem.CredentialsWithheld
                    : RegistryProblems.Of((request.Method, asked), response, errors),
            Registry = registry,
            Method = request.Method.Method,
            Uri = Redacted.Address(asked),
            Status = response.StatusCode,
            Codes = codes,
            Words = said.Length > 0 ? said[2..] : null,
            IsNotFound = response.StatusCode == HttpStatusCode.NotFound,
            IsTransient = RetryPipeline.IsTransient(response.StatusCode),
            RetryAfter = pause,
        };
    }

    /// <summary>For a request that got no answer. Exceptions that are clear already come back unchanged.</summary>
    /// <inheritdoc cref="FromResponseAsync" path="/param"/>
    public static Exception FromException(HttpRequestMessage request, string registry, Uri? home, Exception exception)
    {
        if (SourceException.Find(exception) is { } source)
        {
            return source;
        }

        if (exception is ContentException)
        {
            return exception;
        }

        if (exception is CredentialException)
        {
            return new RegistryException(exception.Message, exception);
        }

        var asked = request.Options.TryGetValue(RequestKeys.RedirectedTo, out var target) ? target : request.RequestUri!;
        var isElsewhere = IsElsewhere(asked, home);
        var (message, problem) = Explain(asked, isElsewhere ? asked.Authority : registry, exception);
        return new RegistryException(isElsewhere ? $"{registry} leads to {Redacted.Address(asked)}, but {message}" : message, exception)
        {
            Problem = isElsewhere && asked.IdnHost == home!.IdnHost ? RegistryProblem.PortLost : problem,
            Registry = registry,
            Method = request.Method.Method,
            Uri = Redacted.Address(asked),
            IsTransient = RetryPipeline.Judge(exception) is not null,
        };
    }

    private static bool IsElsewhere(Uri asked, Uri? home) =>
        home is not null && !asked.Authority.Equals(home.Authority, StringComparison.OrdinalIgnoreCase);

    private static (string Message, RegistryProblem Problem) Explain(Uri uri, string host, Exception exception)
    {
        if (TlsFailure.Find(exception) is { } tls)
        {
            return (
                tls.Problem is RegistryProblem.ClientCertificateRequired or RegistryProblem.ClientCertificateRefused
                    ? $"{host} cannot be spoken to because {tls.Message}"
                    : $"{host} cannot be trusted because {tls.Message}",
                tls.Problem
            );
        }

        return exception switch
        {
            TimeoutException => ($"{uri.Authority} did not answer in time", RegistryProblem.NoAnswer),
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => (
                $"the host name {uri.Host} could not be resolved",
                RegistryProblem.HostUnknown
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => (
                $"the proxy did not connect to {uri.Authority}: {Words(exception)}",
                RegistryProblem.ProxyTunnelRefused
            ),
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => (
                $"{uri.Authority} did not answer with TLS",
                RegistryProblem.NotTls
            ),
            HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.ConnectionRefused } } => (
                $"{uri.Authority} refused the connection",
                RegistryProblem.ConnectionRefused
            ),
            HttpRequestException
            {
                InnerException: SocketException { SocketErrorCode: SocketError.TimedOut } or OperationCanceledException or TimeoutException
            } => ($"{uri.Authority} did not accept a connection in time", RegistryProblem.NoAnswer),
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => (
                $"{uri.Authority} could not be reached: {Words(exception)}",
                RegistryProblem.Other
            ),
            _ => ($"the connection to {uri.Authority} was lost: {Words(exception)}", RegistryProblem.ConnectionLost),
        };
    }

    /// <summary>The framework's message may quote what a server sent.</summary>
    private static string Words(Exception exception) => Quoted.Plain(Redacted.Text(exception.GetBaseException().Message), LongestWords);

    private static async Task<IReadOnlyList<RegistryError>> ReadErrorsAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var (body, _) = await CappedBody.ReadUpToAsync(response, LargestErrorBody, cancellationToken).ConfigureAwait(false);
            return ErrorBody.Parse(body, response.Content.Headers.ContentType?.MediaType);
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
            : Quoted.Plain(response.ReasonPhrase ?? "", LongestWords);
}

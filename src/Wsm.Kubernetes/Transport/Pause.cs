using System.Net;
using Wsm.Kubernetes.Failures;

namespace Wsm.Kubernetes.Transport;

/// <summary>How long to wait before a request is made again.</summary>
internal static class Pause
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Doubles from a quarter of a second.</summary>
    public static TimeSpan Of(int attempt)
    {
        var pause = TimeSpan.FromMilliseconds(250 * Math.Pow(2, Math.Min(attempt, 10)));
        return pause < Longest ? pause : Longest;
    }

    /// <summary>
    /// Null where the answer stands. A server that is overloaded says 429, or 5xx with a time; what it says so about it has not begun.
    /// </summary>
    public static TimeSpan? Asked(HttpResponseMessage response, int attempt, TimeProvider time)
    {
        TimeSpan? asked = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => null,
        };
        if (response.StatusCode != HttpStatusCode.TooManyRequests && !((int)response.StatusCode >= 500 && asked is not null))
        {
            return null;
        }

        var pause = asked is { } given && given > TimeSpan.Zero ? given : Of(attempt);
        return pause < Longest ? pause : Longest;
    }

    /// <summary>Whether the connection broke, and not what was asked for.</summary>
    public static bool IsLost(ApiException failure) =>
        failure
            is { StatusCode: null, InnerException: HttpRequestException { HttpRequestError: not HttpRequestError.SecureConnectionError } };
}

using System.Collections.Concurrent;
using System.Net;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;

namespace Wsm.Oci.Registry.Transport;

/// <summary>
/// What hosts have asked for with 429: to be left alone for a while. Whoever comes meanwhile waits for the same moment, or is told at once
/// when that is too far away, so that an answer is given once and not for each blob.
/// </summary>
internal sealed class RateGate(RetryOptions options, TimeProvider time)
{
    /// <summary>For hosts that say "too many" again and again, and not for how long.</summary>
    private static readonly TimeSpan Unsaid = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _closedUntil = new(StringComparer.OrdinalIgnoreCase);

    /// <exception cref="RegistryException">The host wants to be left alone for longer than anybody waits here.</exception>
    public async Task PassAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        while (
            _closedUntil.TryGetValue(request.RequestUri!.Authority, out var until)
            && until - time.GetUtcNow() is { Ticks: > 0 } left
            && options.MaxRetries > 0
        )
        {
            if (left > options.LongestRetryAfter)
            {
                throw Closed(request, until, left);
            }

            await Task.Delay(left, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <param name="isFinal">The request is not made again.</param>
    public void Note(HttpRequestMessage request, HttpResponseMessage response, bool isFinal)
    {
        if (response.StatusCode != HttpStatusCode.TooManyRequests)
        {
            return;
        }

        if ((RetryPipeline.RetryAfter(response, time) ?? (isFinal ? Unsaid : null)) is { } pause)
        {
            var until = time.GetUtcNow() + pause;
            _closedUntil.AddOrUpdate(request.RequestUri!.Authority, until, (_, known) => known > until ? known : until);
        }
    }

    /// <summary>A moment for a person, by the clock on the wall.</summary>
    public static string Show(DateTimeOffset moment, TimeProvider time) =>
        TimeZoneInfo.ConvertTime(moment, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm zzz");

    private RegistryException Closed(HttpRequestMessage request, DateTimeOffset until, TimeSpan left)
    {
        var registry = request.Options.TryGetValue(RequestKeys.Registry, out var name) ? name : request.RequestUri!.Authority;
        return new RegistryException($"{registry} answered 429 Too Many Requests and is not asked again before {Show(until, time)}")
        {
            Problem = RegistryProblem.RateLimited,
            Registry = registry,
            Method = request.Method.Method,
            Uri = Redacted.Address(request.RequestUri!),
            Status = HttpStatusCode.TooManyRequests,
            RetryAfter = left,
            IsTransient = true,
        };
    }
}

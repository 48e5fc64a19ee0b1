namespace Wsm.Oci.Registry.Options;

/// <summary>How often and how patiently a failed request is tried again.</summary>
public sealed record RetryOptions
{
    /// <summary>After the first attempt.</summary>
    public int MaxRetries { get; init; } = 5;

    /// <summary>Doubles with each retry, give or take jitter.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A server that asks for a longer pause (<c>Retry-After</c>) is not waited for; the request fails.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Between 0 and 1, for jitter.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>Told before each pause.</summary>
    public Action<RetryNotice>? OnRetry { get; init; }
}

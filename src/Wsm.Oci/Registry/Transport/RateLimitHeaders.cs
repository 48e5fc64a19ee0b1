using Wsm.Oci.Registry.Options;

namespace Wsm.Oci.Registry.Transport;

/// <summary>Reads <c>ratelimit-limit: 100;w=21600</c> and <c>ratelimit-remaining: 76;w=21600</c>.</summary>
/// <remarks>https://docs.docker.com/docker-hub/usage/pulls/</remarks>
internal static class RateLimitHeaders
{
    public static RateLimit? Read(HttpResponseMessage response)
    {
        if (First(response, "ratelimit-limit") is not { } limit || First(response, "ratelimit-remaining") is not { } remaining)
        {
            return null;
        }

        var window = limit.Split(';').Select(part => part.Trim()).FirstOrDefault(part => part.StartsWith("w=", StringComparison.Ordinal));
        TimeSpan? length = window is not null && int.TryParse(window[2..], out var seconds) ? TimeSpan.FromSeconds(seconds) : null;
        return int.TryParse(limit.Split(';')[0], out var most) && int.TryParse(remaining.Split(';')[0], out var left)
            ? new RateLimit(most, left, length)
            : null;
    }

    private static string? First(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? values.First() : null;
}

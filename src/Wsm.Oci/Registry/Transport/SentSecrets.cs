using System.Text;
using Wsm.Oci.Registry.Failures;

namespace Wsm.Oci.Registry.Transport;

/// <summary>Takes out of a server's words what a request carried in secret: some servers repeat what they were sent.</summary>
internal static class SentSecrets
{
    /// <summary>Shorter ones would take half of the words with them.</summary>
    private const int Shortest = 4;

    public static string Remove(string words, HttpRequestMessage request) =>
        Of(request)
            .Where(secret => secret.Length >= Shortest)
            .OrderByDescending(secret => secret.Length)
            .Aggregate(words, (text, secret) => text.Replace(secret, "***", StringComparison.Ordinal));

    private static IEnumerable<string> Of(HttpRequestMessage request)
    {
        if (request.Options.TryGetValue(RequestKeys.Secret, out var secret))
        {
            yield return secret;
        }

        foreach (var value in request.RequestUri is { } address ? Redacted.SecretsOf(address) : [])
        {
            yield return value;
            yield return Uri.UnescapeDataString(value);
        }

        if (request.Headers.Authorization is not { Parameter: { } shown } authorization)
        {
            yield break;
        }

        yield return shown;
        var pair = new byte[shown.Length];
        if (
            authorization.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(shown, pair, out var length)
        )
        {
            yield return Encoding.UTF8.GetString(pair, 0, length).Split(':', 2)[^1];
        }
    }
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Wsm.Site.Delivery.Aws;

/// <summary>Signs requests to Amazon's APIs: Signature Version 4.</summary>
/// <remarks>https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html</remarks>
internal static class AwsSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    /// <summary>Adds the date and the signature. All headers that are there so far are signed.</summary>
    /// <param name="body">The request's, byte for byte.</param>
    public static void Sign(HttpRequestMessage request, byte[] body, (string Region, string Service) scope, AwsKey key, DateTimeOffset now)
    {
        var moment = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var day = moment[..8];
        request.Headers.TryAddWithoutValidation("X-Amz-Date", moment);
        if (key.SessionToken is { } token)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Security-Token", token);
        }

        var headers = HeadersOf(request);
        var signed = string.Join(';', headers.Keys);
        var canonical = string.Join(
            '\n',
            request.Method.Method,
            request.RequestUri!.AbsolutePath,
            QueryOf(request.RequestUri),
            string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n")),
            signed,
            Hex(SHA256.HashData(body))
        );
        var place = $"{day}/{scope.Region}/{scope.Service}/aws4_request";
        var toSign = $"{Algorithm}\n{moment}\n{place}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(canonical)))}";
        var secret = Encoding.UTF8.GetBytes("AWS4" + key.Secret);
        foreach (var part in (string[])[day, scope.Region, scope.Service, "aws4_request", toSign])
        {
            secret = HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(part));
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"{Algorithm} Credential={key.Id}/{place}, SignedHeaders={signed}, Signature={Hex(secret)}"
        );
    }

    private static SortedDictionary<string, string> HeadersOf(HttpRequestMessage request)
    {
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = request.RequestUri!.Authority };
        var content = request.Content is null ? [] : request.Content.Headers.NonValidated.Where(header => header.Key == "Content-Type");
        foreach (var (name, values) in request.Headers.NonValidated.Concat(content))
        {
            headers[name.ToLowerInvariant()] = string.Join(',', values).Trim();
        }

        return headers;
    }

    /// <summary>The parameters in the order of their names; they are escaped already.</summary>
    private static string QueryOf(Uri address) =>
        string.Join(
            '&',
            address
                .Query.TrimStart('?')
                .Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=")
                .Order(StringComparer.Ordinal)
        );

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}

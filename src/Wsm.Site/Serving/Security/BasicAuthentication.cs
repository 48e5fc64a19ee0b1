using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Wsm.Site.Serving.Http;

namespace Wsm.Site.Serving.Security;

/// <summary>HTTP basic authentication (RFC 7617) for everything but the health check.</summary>
public sealed class BasicAuthentication(Htpasswd users) : IDisposable
{
    private const int LongestHeader = 1024;

    // bcrypt costs a tenth of a second. What proved right once is remembered as a keyed hash; there are as many of these as users.
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, bool> _proved = new(StringComparer.Ordinal);

    // Guessing must not take the processors away from those who are let in.
    private readonly SemaphoreSlim _checking = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <summary>False when the request has been answered with 401.</summary>
    internal async Task<bool> AdmitAsync(HttpContext context)
    {
        if (context.Request.Path == StatusEndpoint.HealthPath)
        {
            return true;
        }

        if (await IsKnownAsync(context.Request.Headers.Authorization.ToString(), context.RequestAborted))
        {
            return true;
        }

        context.Response.Headers.WWWAuthenticate = "Basic realm=\"wsm\", charset=\"UTF-8\"";
        context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        await RegistryAnswers.ErrorAsync(context, StatusCodes.Status401Unauthorized, "UNAUTHORIZED", "authentication required");
        return false;
    }

    public void Dispose() => _checking.Dispose();

    private async Task<bool> IsKnownAsync(string header, CancellationToken cancellationToken)
    {
        if (!TryRead(header, out var user, out var password))
        {
            return false;
        }

        var proof = Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{user}:{password}")));
        if (_proved.ContainsKey(proof))
        {
            return true;
        }

        await _checking.WaitAsync(cancellationToken);
        try
        {
            if (_proved.ContainsKey(proof))
            {
                return true;
            }

            if (!await Task.Run(() => users.Verify(user, password), cancellationToken))
            {
                return false;
            }

            _proved[proof] = true;
            return true;
        }
        finally
        {
            _checking.Release();
        }
    }

    private static bool TryRead(string header, out string user, out string password)
    {
        user = password = "";
        if (
            header.Length > LongestHeader
            || !AuthenticationHeaderValue.TryParse(header, out var value)
            || !"Basic".Equals(value.Scheme, StringComparison.OrdinalIgnoreCase)
        )
        {
            return false;
        }

        var bytes = new byte[LongestHeader];
        if (!Convert.TryFromBase64String(value.Parameter ?? "", bytes, out var length))
        {
            return false;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return false;
        }

        (user, password) = (text[..colon], text[(colon + 1)..]);
        return true;
    }
}

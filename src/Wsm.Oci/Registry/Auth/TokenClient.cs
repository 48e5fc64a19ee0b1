using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;
using Wsm.Oci.Registry.Transport;

namespace Wsm.Oci.Registry.Auth;

/// <summary>Gets bearer tokens and keeps them until they expire; the same token is never asked for twice at once.</summary>
/// <remarks>https://distribution.github.io/distribution/spec/auth/token/ and …/oauth/</remarks>
internal sealed class TokenClient(HttpMessageInvoker http, RegistryOptions options)
{
    private const int LargestAnswer = 1024 * 1024;
    private const int UsualSeconds = 60;

    private readonly ConcurrentDictionary<object, Lazy<Task<BearerToken>>> _tokens = new();

    /// <param name="request">What is needed.</param>
    /// <param name="refused">A token that the registry would not take (any more), and that must not be given again.</param>
    /// <param name="cancellationToken">Ends this caller's wait only; others may wait for the same token.</param>
    public async Task<string> GetAsync(TokenRequest request, string? refused, CancellationToken cancellationToken)
    {
        var key = request.Key;
        while (true)
        {
            var entry = _tokens.GetOrAdd(
                key,
                static (_, state) => new Lazy<Task<BearerToken>>(() => state.client.FetchAsync(state.request)),
                (client: this, request)
            );
            BearerToken token;
            try
            {
                token = await entry.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception) when (entry.Value.IsFaulted || entry.Value.IsCanceled)
            {
                _tokens.TryRemove(new(key, entry));
                throw;
            }

            if (token.GoodUntil > options.Time.GetUtcNow() && token.Value != refused)
            {
                return token.Value;
            }

            // Too old: whoever is first removes it, and all come back for the next one.
            var removed = _tokens.TryRemove(new(key, entry));
            if (removed && token.Value == refused)
            {
                refused = null;
            }
        }
    }

    private async Task<BearerToken> FetchAsync(TokenRequest request)
    {
        using var message = request.Credential?.IdentityToken is { } identity ? Refresh(request, identity) : Ask(request);
        message.Options.Set(RequestKeys.LargestBody, LargestAnswer);
        using var response = await SendAsync(message, request).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            throw await RefusedAsync(request, message, response).ConfigureAwait(false);
        }

        var body = await response.Content.ReadAsByteArrayAsync(CancellationToken.None).ConfigureAwait(false);
        return Parse(body)
            ?? throw new RegistryException($"the token server {request.Realm.Authority} of {request.Registry} answered without a token")
            {
                Method = message.Method.Method,
                Uri = Redacted.Address(message.RequestUri!),
                Status = response.StatusCode,
            };
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, TokenRequest request)
    {
        try
        {
            return await http.SendAsync(message, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TimeoutException && e is not RegistryException)
        {
            throw RequestFailure.FromException(message, request.Registry, null, e);
        }
    }

    private static HttpRequestMessage Ask(TokenRequest request)
    {
        var query = Form(request).Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}");
        var address = new UriBuilder(request.Realm);
        address.Query = string.Join('&', query.Prepend(address.Query.TrimStart('?')).Where(part => part.Length > 0));
        var message = new HttpRequestMessage(HttpMethod.Get, address.Uri);
        if (request.Credential is { } credential)
        {
            message.Headers.Authorization = credential.ToBasic();
        }

        return message;
    }

    private static HttpRequestMessage Refresh(TokenRequest request, string identityToken)
    {
        var form = Form(request).Where(pair => pair.Key != "scope").ToList();
        form.Add(new("scope", string.Join(' ', request.Scopes)));
        form.Add(new("grant_type", "refresh_token"));
        form.Add(new("client_id", "wsm"));
        form.Add(new("refresh_token", identityToken));
        var message = new HttpRequestMessage(HttpMethod.Post, request.Realm) { Content = new FormUrlEncodedContent(form) };
        message.Options.Set(RequestKeys.Secret, identityToken);
        return message;
    }

    private static IEnumerable<KeyValuePair<string, string>> Form(TokenRequest request)
    {
        if (request.Service is { } service)
        {
            yield return new("service", service);
        }

        foreach (var scope in request.Scopes)
        {
            yield return new("scope", scope);
        }
    }

    private BearerToken? Parse(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var value = Text(root, "token") ?? Text(root, "access_token");
            var seconds =
                root.TryGetProperty("expires_in", out var expires) && expires.TryGetInt32(out var given) && given > 0
                    ? given
                    : UsualSeconds;

            // Renewed a little early, so that a token does not expire on its way; a good deal early would renew short-lived ones at each
            // use.
            return value is null
                ? null
                : new BearerToken(value, options.Time.GetUtcNow().AddSeconds(seconds - Math.Min(10, seconds / 10.0)));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    /// <summary>
    /// In the token server's own words: it is the one that knows of paths, projects and quotas what the registry only hints at.
    /// </summary>
    private async Task<RegistryException> RefusedAsync(TokenRequest request, HttpRequestMessage message, HttpResponseMessage response)
    {
        var server = $"{request.Registry}: its token server {request.Realm.Authority}";
        var failure = await RequestFailure
            .FromResponseAsync(message, request.Registry, null, response, options.Time, CancellationToken.None, server)
            .ConfigureAwait(false);
        var isAboutWho =
            response.StatusCode == HttpStatusCode.Unauthorized
            || (response.StatusCode == HttpStatusCode.Forbidden && request.Credential is null)
            || (response.StatusCode == HttpStatusCode.BadRequest && request.Credential?.IdentityToken is not null);
        if (!isAboutWho || failure.Problem is not (RegistryProblem.LoginRequired or RegistryProblem.Forbidden or RegistryProblem.Other))
        {
            return failure;
        }

        var what = request.Credential switch
        {
            null => "gives no token to anonymous users",
            { IdentityToken: not null, Source: { } file } => $"does not accept the identity token that {file} holds",
            { IdentityToken: not null } => "does not accept the identity token",
            { Source: { } file } => $"does not accept the user name and password that {file} holds",
            _ => "does not accept the user name and password",
        };
        return new RegistryException($"{server} {what}{(failure.Words is { } words ? $": {words}" : "")}")
        {
            Problem = request.Credential?.Source is null ? RegistryProblem.LoginRequired : RegistryProblem.StaleLogin,
            Registry = request.Registry,
            Method = failure.Method,
            Uri = failure.Uri,
            Status = response.StatusCode,
            Codes = failure.Codes,
            Words = failure.Words,
        };
    }
}

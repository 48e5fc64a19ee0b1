using System.Collections.Concurrent;
using System.Net.Http.Headers;
using Wsm.Oci.Registry.Failures;
using Wsm.Oci.Registry.Options;

namespace Wsm.Oci.Registry.Auth;

/// <summary>What one registry has asked for, and what is shown to it.</summary>
internal sealed class Authenticator(string registry, RegistryOptions options, TokenClient tokens, Func<Uri?> endpoint)
{
    private readonly ConcurrentDictionary<string, Challenge> _bearerFor = new();
    private readonly ConcurrentDictionary<string, AuthenticationHeaderValue> _basicFor = new();
    private volatile Challenge? _lastBearer;

    /// <summary>Whether an address is the registry's own, so that credentials may go there.</summary>
    public bool IsOwn(Uri uri) =>
        endpoint() is { } own && own.Scheme == uri.Scheme && own.Authority.Equals(uri.Authority, StringComparison.OrdinalIgnoreCase);

    /// <summary>What can be shown without being asked again; null before the first challenge.</summary>
    public async Task<AuthenticationHeaderValue?> KnownAsync(IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        if (_basicFor.TryGetValue(Scope.RepositoryOf(scopes) ?? "", out var basic))
        {
            return basic;
        }

        if (_bearerFor.GetValueOrDefault(Key(scopes)) is { } exact)
        {
            return await TokenAsync(exact, Union(scopes, exact), null, cancellationToken).ConfigureAwait(false);
        }

        if (scopes.Count > 0 && _lastBearer is { } other)
        {
            return await TokenAsync(other, scopes, null, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>
    /// The answer to a challenge that <paramref name="refused"/> did not satisfy; null when there is nothing else to show.
    /// </summary>
    public async Task<AuthenticationHeaderValue?> AnswerAsync(
        IReadOnlyList<Challenge> challenges,
        IReadOnlyList<string> scopes,
        AuthenticationHeaderValue? refused,
        CancellationToken cancellationToken
    )
    {
        if (challenges.FirstOrDefault(challenge => challenge.Scheme == "bearer" && challenge["realm"] is not null) is { } bearer)
        {
            _bearerFor[Key(scopes)] = bearer;
            _lastBearer = bearer;
            return await TokenAsync(bearer, Union(scopes, bearer), refused?.Parameter, cancellationToken).ConfigureAwait(false);
        }

        if (challenges.All(challenge => challenge.Scheme != "basic"))
        {
            return null;
        }

        var repository = Scope.RepositoryOf(scopes);
        var credential = await options.Credentials.FindAsync(registry, repository, cancellationToken).ConfigureAwait(false);
        if (credential is null or { IdentityToken: not null })
        {
            return null;
        }

        var header = credential.ToBasic();
        if (!header.Equals(refused))
        {
            _basicFor[repository ?? ""] = header;
        }

        return header;
    }

    private async Task<AuthenticationHeaderValue> TokenAsync(
        Challenge challenge,
        IReadOnlyList<string> scopes,
        string? refusedToken,
        CancellationToken cancellationToken
    )
    {
        var realm = Realm(challenge["realm"]!);
        var credential = await options.Credentials.FindAsync(registry, Scope.RepositoryOf(scopes), cancellationToken).ConfigureAwait(false);
        if (credential is not null && !RealmTrust.IsOwn(endpoint()!, realm, options.TrustedRealms))
        {
            throw new RegistryException(
                $"{registry} names the token server {realm.Authority}, which is in another domain; the credentials are not sent there"
            )
            {
                Problem = RegistryProblem.ForeignTokenServer,
                Registry = registry,
                Uri = Redacted.Address(realm),
            };
        }

        var request = new TokenRequest(registry, realm, challenge["service"], scopes, credential);
        return new AuthenticationHeaderValue(
            "Bearer",
            await tokens.GetAsync(request, refusedToken, cancellationToken).ConfigureAwait(false)
        );
    }

    /// <summary>
    /// Over TLS, as the registry itself. Behind a proxy that ends TLS it often believes that it is spoken to in plain HTTP, and names its
    /// own
    /// host so: that is put right, as it is for uploads.
    /// </summary>
    public Uri Realm(string text)
    {
        var own = endpoint()!;
        var good = Uri.TryCreate(own, text, out var realm) && realm.Scheme is "http" or "https";
        if (!good)
        {
            throw new RegistryException($"{registry} names a token server whose address is not valid") { Registry = registry };
        }

        var isDowngrade = own.Scheme == "https" && realm!.Scheme == "http";
        var isOwnHost = realm!.IdnHost.Equals(own.IdnHost, StringComparison.OrdinalIgnoreCase);
        if (isDowngrade && isOwnHost && (realm.IsDefaultPort || !options.Tls.Insecure))
        {
            return new Uri(own, realm.PathAndQuery);
        }

        if (options.Tls.IsPrivate(realm) && (!isDowngrade || options.Tls.Insecure))
        {
            return realm;
        }

        throw new RegistryException(
            $"{registry} names the token server {realm.Authority}, which does not use HTTPS; no credentials are sent there"
        )
        {
            Problem = RegistryProblem.PlainHttpTokenServer,
            Registry = registry,
            Uri = Redacted.Address(realm),
        };
    }

    /// <summary>Ours and those the challenge asks for: behind some proxies a repository has another name than the one we use.</summary>
    private static IReadOnlyList<string> Union(IReadOnlyList<string> scopes, Challenge challenge) =>
        [.. scopes.Concat((challenge["scope"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct()];

    private static string Key(IReadOnlyList<string> scopes) => string.Join(' ', scopes);
}

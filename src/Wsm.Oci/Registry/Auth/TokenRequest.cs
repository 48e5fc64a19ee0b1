using Wsm.Oci.Credentials;

namespace Wsm.Oci.Registry.Auth;

/// <summary>What a token is asked for with.</summary>
internal sealed record TokenRequest(string Registry, Uri Realm, string? Service, IReadOnlyList<string> Scopes, Credential? Credential)
{
    /// <summary>Requests with the same key get the same token.</summary>
    public (Uri Realm, string? Service, string Scopes, Credential? Credential) Key =>
        (Realm, Service, string.Join(' ', Scopes), Credential);
}

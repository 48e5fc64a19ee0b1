namespace Wsm.Oci.Credentials;

/// <summary>A user name and password, or an identity token. Its text never shows the secret.</summary>
public sealed record Credential
{
    private Credential(string username, string password, string? identityToken)
    {
        Username = username;
        Password = password;
        IdentityToken = identityToken;
    }

    public string Username { get; }

    public string Password { get; }

    /// <summary>An OAuth2 refresh token to be exchanged at the token server; then there is no password.</summary>
    public string? IdentityToken { get; }

    public static Credential Basic(string username, string password) => new(username, password, null);

    public static Credential FromIdentityToken(string token) => new("", "", token);

    public override string ToString() => IdentityToken is null ? $"{Username}:***" : "identity token ***";
}

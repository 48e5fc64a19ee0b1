using System.Net.Http.Headers;
using System.Text;

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

    /// <summary>The file it stands in, where it was found in one.</summary>
    public string? Source { get; init; }

    /// <summary>As HTTP's basic authentication carries it.</summary>
    public AuthenticationHeaderValue ToBasic() => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Username}:{Password}")));

    public override string ToString() => IdentityToken is null ? $"{Username}:***" : "identity token ***";
}

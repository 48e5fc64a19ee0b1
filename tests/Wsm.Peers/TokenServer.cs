using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace Wsm.Peers;

/// <summary>
/// A token server as registries name in their challenges. It grants what a user asks for: everything to the user it knows,
/// only pulling to anonymous clients.
/// </summary>
/// <remarks>https://distribution.github.io/distribution/spec/auth/token/</remarks>
public sealed class TokenServer : IAsyncDisposable
{
    public const string Service = "test-registry";
    public const string Issuer = "test-issuer";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;
    private readonly string _user;
    private readonly string _password;

    public TokenServer(string user = "alice", string password = "secret")
    {
        _user = user;
        _password = password;
        _certificate = new CertificateRequest("CN=tokens", _key, HashAlgorithmName.SHA256).CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1),
            DateTimeOffset.UtcNow.AddDays(1)
        );
        Server = new FaultServer(Answer);
    }

    public FaultServer Server { get; }

    public string Realm => Server.Url + "/token";

    /// <summary>Seconds a token is good for.</summary>
    public int Lifetime { get; set; } = 300;

    public string IdentityToken { get; } = "identity-" + Guid.NewGuid().ToString("N");

    public string CertificatePem => _certificate.ExportCertificatePem() + "\n";

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync().ConfigureAwait(false);
        _certificate.Dispose();
        _key.Dispose();
    }

    private Reply Answer(FaultRequest request)
    {
        var form = Parse(request.Method == "POST" ? request.BodyText : request.Query);
        var known =
            request.Method == "POST"
                ? form["refresh_token"].SingleOrDefault() == IdentityToken
                : request["Authorization"] == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_user}:{_password}"));
        if (!known && (request.Method == "POST" || request["Authorization"] is not null))
        {
            return Reply.Text(401, """{"details":"wrong user or password"}""");
        }

        var scopes = form["scope"].SelectMany(scope => scope.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var token = Sign(Claims(scopes, known));
        var name = request.Method == "POST" ? "access_token" : "token";
        return Reply.Json(
            new JsonObject
            {
                [name] = token,
                ["expires_in"] = Lifetime,
                ["issued_at"] = DateTimeOffset.UtcNow.ToString("O"),
            }.ToJsonString()
        );
    }

    private JsonObject Claims(IEnumerable<string> scopes, bool known)
    {
        var access = new JsonArray();
        foreach (var scope in scopes)
        {
            var (type, name, actions) = (
                scope[..scope.IndexOf(':')],
                scope[(scope.IndexOf(':') + 1)..scope.LastIndexOf(':')],
                scope[(scope.LastIndexOf(':') + 1)..]
            );
            var granted = actions.Split(',').Where(action => known || action == "pull").Select(action => (JsonNode)action).ToArray();
            access.Add(
                new JsonObject
                {
                    ["type"] = type,
                    ["name"] = name,
                    ["actions"] = new JsonArray(granted),
                }
            );
        }

        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = Issuer,
            ["sub"] = known ? _user : "",
            ["aud"] = Service,
            ["nbf"] = now - 10,
            ["iat"] = now,
            ["exp"] = now + Lifetime,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["access"] = access,
        };
    }

    private string Sign(JsonObject claims)
    {
        var header = new JsonObject
        {
            ["alg"] = "ES256",
            ["typ"] = "JWT",
            ["x5c"] = new JsonArray(Convert.ToBase64String(_certificate.RawData)),
        };
        var text = $"{Encode(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Encode(Encoding.UTF8.GetBytes(claims.ToJsonString()))}";
        return $"{text}.{Encode(_key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256))}";
    }

    private static string Encode(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static ILookup<string, string> Parse(string form) =>
        form.Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2).Select(part => Uri.UnescapeDataString(part.Replace('+', ' '))).ToArray())
            .ToLookup(pair => pair[0], pair => pair.Length > 1 ? pair[1] : "");
}

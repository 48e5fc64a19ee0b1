using System.Security.Cryptography;
using System.Text;
using Wsm.Bundles.Trust;
using Wsm.Bundles.Trust.Images;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Fuzz.Targets;

/// <summary>Lists of keys, keys, statements about bundles, and the names in signatures.</summary>
internal sealed class KeysTarget : IFuzzTarget
{
    private static readonly ImageReference Image = ImageReference.Parse("registry.example.com/a/b:1");
    private readonly SigningKey _root;

    public KeysTarget()
    {
        _root = SigningKey.Of(ECDsa.Create(ECCurve.NamedCurves.nistP256), "root");
        var now = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        var key = _root.Counterpart.With(new KeyScope(["wandb*"], ["linux/*"]));
        var list = new KeyList(
            1,
            now,
            now.AddDays(1),
            1,
            [_root.Counterpart],
            [new ListedKey(key.Called("a.pub"), now, now.AddDays(2))],
            []
        );
        Seeds =
        [
            KeyListFile.Of(list).SignedBy(_root).Write(),
            KeyListDocument.Write(list),
            KeyListDocument.Write(list with { Keys = [], Revoked = [new RevokedKey(key.Called("b.pub"), now, "lost")] }),
            """{"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"bundle.json","digest":{"sha256":"aa"}}],"predicateType":"urn:wsm:bundle:v1","predicate":{"product":"a","serial":1,"signedAt":"2026-11-29T07:00:00Z"}}"""u8.ToArray(),
            Encoding.UTF8.GetBytes(key.ToPem()),
            """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PUBLIC KEY-----
            """u8.ToArray(),
            "remapIdentity=registry.example.com/a=vendor.example.com"u8.ToArray(),
            "exactReference=registry.example.com/a/b:1"u8.ToArray(),
            "{\"roots\":[null]}"u8.ToArray(),
        ];
    }

    public string Name => "keys";

    public IReadOnlyList<byte[]> Seeds { get; }

    public IReadOnlyList<string> Words { get; } =
    [
        "\"version\":",
        "\"threshold\":",
        "\"roots\":",
        "\"keys\":",
        "\"revoked\":",
        "\"products\":",
        "\"until\":",
        "\"payload\":",
        "\"signatures\":",
        "null",
        "9223372036854775807",
        "-----BEGIN PUBLIC KEY-----",
        "-----END PUBLIC KEY-----",
        "matchExact",
    ];

    public void Run(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        Try(() => KeyListRules.Accept(KeyListFile.Parse(input), "keys.json", null, DateTimeOffset.UnixEpoch));
        Try(() => KeyListDocument.Parse(input).At(DateTimeOffset.UnixEpoch));
        Try(() => PublicKeyFile.Parse(text, "key").Verifies(input, input));
        Try(() => SignedIdentity.Parse(text).Fits(Image, text));
        _ = SignedIdentity.Default.Fits(Image, text);
        _ = StatementFile.TryParse(input);
        _ = SignedStatement.TryParse(new DsseEnvelope(DsseEnvelope.InToto, input, []));
    }

    public void Dispose() => _root.Dispose();

    private static void Try(Action read)
    {
        try
        {
            read();
        }
        catch (Exception refused) when (refused is FormatException or UserError)
        {
            // Refused.
        }
    }
}

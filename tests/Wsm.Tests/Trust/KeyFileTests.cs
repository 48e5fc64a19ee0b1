using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wsm.Bundles.Trust;
using Wsm.Peers;
using Wsm.Product.Failures;

namespace Wsm.Tests.Trust;

/// <summary>Keys as openssl writes them: what is taken, and what is said about the rest.</summary>
public sealed class KeyFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key")]
    [InlineData("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key")]
    [InlineData("ecparam -name prime256v1 -genkey -out key")]
    [InlineData("genrsa -traditional -out key 2048")]
    [InlineData("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes256 -pass pass:secret -out key")]
    [InlineData("genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -aes256 -pass pass:secret -out key")]
    [InlineData("genpkey -algorithm ED25519 -out key")]
    [InlineData("genpkey -algorithm ED25519 -aes256 -pass pass:secret -out key")]
    public async Task A_key_that_openssl_made_signs_what_openssl_verifies(string command)
    {
        await Openssl.RunAsync(_folder.Path, command.Split(' '));
        await Openssl.RunAsync(_folder.Path, "pkey", "-in", "key", "-passin", "pass:secret", "-pubout", "-out", "key.pub");
        var content = "what is signed"u8.ToArray();
        _folder.Write("content", content);

        using var key = SigningKeyFile.Read(_folder["key"], "key", () => "secret");
        _folder.Write("signature", key.Sign(content));

        await Openssl.VerifyAsync(_folder.Path, "key.pub", "signature", "content");
        var own = PublicKeyFile.Read(_folder["key.pub"], "key.pub");
        var theirs = Convert.FromBase64String(await Openssl.SignAsync(_folder, await PlainAsync(), content));
        Assert.True(own.Verifies(content, theirs));
        Assert.False(own.Verifies("what is not"u8, theirs));
        Assert.Equal(own.Fingerprint, key.Counterpart.Fingerprint);
        await Openssl.RunAsync(_folder.Path, "pkey", "-pubin", "-in", "key.pub", "-outform", "DER", "-out", "key.der");
        Assert.Equal(
            Convert.ToHexStringLower(
                System.Security.Cryptography.SHA256.HashData(
                    await File.ReadAllBytesAsync(_folder["key.der"], TestContext.Current.CancellationToken)
                )
            ),
            own.Fingerprint
        );
    }

    [Fact]
    public async Task A_public_key_in_the_older_form_is_the_same_key()
    {
        await Openssl.MakeKeyAsync(_folder.Path, "rsa", "RSA", "rsa_keygen_bits:2048");
        await Openssl.RunAsync(_folder.Path, "rsa", "-in", "rsa.pem", "-RSAPublicKey_out", "-out", "old.pub");

        Assert.Contains("BEGIN RSA PUBLIC KEY", await File.ReadAllTextAsync(_folder["old.pub"], TestContext.Current.CancellationToken));
        Assert.Equal(PublicKeyFile.Read(_folder["rsa.pub"], "a").Fingerprint, PublicKeyFile.Read(_folder["old.pub"], "b").Fingerprint);
    }

    [Theory]
    [InlineData("EC", "ec_paramgen_curve:P-384", "is an EC key on P-384")]
    [InlineData("EC", "ec_paramgen_curve:secp256k1", "is an EC key on secp256k1")]
    [InlineData("ED448", null, "is an Ed448 key")]
    [InlineData("RSA", "rsa_keygen_bits:1024", "is an RSA key of 1024 bits")]
    [InlineData("RSA-PSS", "rsa_keygen_bits:2048", "is an RSA key for PSS alone")]
    public async Task A_key_of_another_kind_is_refused_by_its_name(string algorithm, string? option, string reason)
    {
        await Openssl.MakeKeyAsync(_folder.Path, "key", algorithm, option);

        var asPublic = Assert.Throws<UserError>(() => PublicKeyFile.Read(_folder["key.pub"], "key.pub"));
        var asPrivate = Assert.Throws<UserError>(() => SigningKeyFile.Read(_folder["key.pem"], "key.pem", () => null));

        Assert.StartsWith($"key.pub {reason}; wsm signs and verifies with ECDSA on P-256", asPublic.Message);
        Assert.StartsWith($"key.pem {reason}; wsm signs and verifies with ECDSA on P-256", asPrivate.Message);
        Assert.Equal((FailureKind.Usage, FailureKind.Usage), (asPublic.Kind, asPrivate.Kind));
    }

    /// <summary>A point of small order has signatures that fit many contents, and that nobody needs a private key for.</summary>
    [Theory]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("01")]
    public void An_Ed25519_key_that_is_no_good_point_is_refused(string point)
    {
        var key = new PublicKey(new Oid("1.3.101.112"), null, new AsnEncodedData(Convert.FromHexString(point)));
        _folder.Write("key.pub", PemEncoding.WriteString("PUBLIC KEY", key.ExportSubjectPublicKeyInfo()));

        Assert.Contains(
            "key.pub is malformed: it is not a valid point on the curve",
            Assert.Throws<UserError>(() => PublicKeyFile.Read(_folder["key.pub"], "key.pub")).Message
        );
    }

    [Fact]
    public async Task A_passphrase_may_have_any_letters()
    {
        await Openssl.RunAsync(
            _folder.Path,
            "genpkey",
            "-algorithm",
            "ED25519",
            "-aes256",
            "-pass",
            "pass:Sésam öffne dich",
            "-out",
            "key"
        );

        using var key = SigningKeyFile.Read(_folder["key"], "key", () => "Sésam öffne dich");

        Assert.Equal(64, key.Sign("content"u8).Length);
    }

    [Fact]
    public async Task An_encrypted_key_wants_its_passphrase_and_the_right_one()
    {
        await Openssl.RunAsync(
            _folder.Path,
            "genpkey",
            "-algorithm",
            "EC",
            "-pkeyopt",
            Openssl.Curve,
            "-aes256",
            "-pass",
            "pass:secret",
            "-out",
            "key"
        );

        Assert.Contains(
            "encrypted, and there is no passphrase",
            Assert.Throws<UserError>(() => SigningKeyFile.Read(_folder["key"], "key", () => null)).Message
        );
        Assert.Contains(
            "cannot be decrypted",
            Assert.Throws<UserError>(() => SigningKeyFile.Read(_folder["key"], "key", () => "wrong")).Message
        );
    }

    [Fact]
    public async Task Files_that_are_something_else_are_called_what_they_are()
    {
        await Openssl.MakeKeyAsync(_folder.Path, "key");
        await Openssl.RunAsync(_folder.Path, "req", "-x509", "-key", "key.pem", "-subj", "/CN=test", "-days", "1", "-out", "cert.pem");
        await Openssl.RunAsync(_folder.Path, "ec", "-in", "key.pem", "-aes128", "-passout", "pass:secret", "-out", "old.pem");
        _folder.Write("text", "hello");
        var key = await File.ReadAllTextAsync(_folder["key.pub"], TestContext.Current.CancellationToken);
        _folder.Write("two.pub", key + key);
        _folder.Write("cosign.key", Pem("ENCRYPTED COSIGN PRIVATE KEY"));
        _folder.Write("ssh", Pem("OPENSSH PRIVATE KEY"));
        _folder.Write("bad.pem", Pem("PRIVATE KEY"));
        _folder.Write("bad.pub", Pem("PUBLIC KEY"));

        (string File, string Says)[] asPublic =
        [
            ("key.pem", "is a private key"),
            ("cert.pem", "is a certificate"),
            ("text", "is not a PEM file"),
            ("none", "There is no key file"),
            ("two.pub", "holds several keys"),
            ("bad.pub", "malformed"),
        ];
        (string File, string Says)[] asPrivate =
        [
            ("key.pub", "is a public key"),
            ("old.pem", "encrypted the old way"),
            ("cosign.key", "cosign's own format"),
            ("ssh", "OpenSSH's own format"),
            ("cert.pem", "holds a CERTIFICATE"),
            ("bad.pem", "malformed"),
        ];

        Assert.All(asPublic, expected =>
            Assert.Contains(
                expected.Says,
                Assert.Throws<UserError>(() => PublicKeyFile.Read(_folder[expected.File], expected.File)).Message
            )
        );
        Assert.All(asPrivate, expected =>
            Assert.Contains(
                expected.Says,
                Assert.Throws<UserError>(() => SigningKeyFile.Read(_folder[expected.File], expected.File, () => "secret")).Message
            )
        );
    }

    private static string Pem(string label) => $"-----BEGIN {label}-----\nAAAAAAAA\n-----END {label}-----\n";

    private async Task<string> PlainAsync()
    {
        await Openssl.RunAsync(_folder.Path, "pkey", "-in", "key", "-passin", "pass:secret", "-out", "plain");
        return "plain";
    }
}

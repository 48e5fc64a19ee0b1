using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Wsm.Helm.Templates.Functions.Secrets;

namespace Wsm.Helm.Tests.Templates.Functions;

public sealed class SecretFunctionsTests
{
    [Fact]
    public void Scrypt_gives_the_key_of_the_specification()
    {
        // RFC 7914, section 12.
        var key = Scrypt.Derive(Encoding.ASCII.GetBytes("password"), Encoding.ASCII.GetBytes("NaCl"), 1024, 8, 16, 64);
        Assert.StartsWith(
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162",
            Convert.ToHexStringLower(key),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK")]
    public void Bcrypt_gives_the_hash_that_others_give(string password, string hash) =>
        // The salt CCCC… is sixteen bytes of the pattern 10 41 04.
        Assert.Equal(hash, Bcrypt.Hash(Encoding.ASCII.GetBytes(password), Convert.FromHexString("10410410410410410410410410410410"), 5));

    [Fact]
    public void A_certificate_is_signed_by_the_authority_that_was_made_before_it()
    {
        var pems = FunctionLab
            .Render(
                """{{ $ca := genCA "authority, Inc." 10 }}{{ $c := genSignedCert "leaf" (list "10.0.0.1" "::1") (list "a.example") 5 $ca }}{{ $ca.Cert }}|{{ $c.Cert }}|{{ $c.Key }}"""
            )
            .Split('|');
        using var authority = X509Certificate2.CreateFromPem(pems[0]);
        using var leaf = X509Certificate2.CreateFromPem(pems[1], pems[2]);
        using var chain = new X509Chain
        {
            ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
        };
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        Assert.True(chain.Build(leaf), string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation)));
        Assert.Equal("CN=\"authority, Inc.\"", authority.Subject);
        Assert.True(leaf.MatchesHostname("a.example"));
        Assert.True(leaf.HasPrivateKey);
    }

    [Fact]
    public void An_authority_can_be_made_from_a_key_of_the_elliptic_kind()
    {
        var pems = FunctionLab
            .Render("""{{ $ca := genCAWithKey "ca" 10 (genPrivateKey "ecdsa") }}{{ $ca.Cert }}|{{ $ca.Key }}""")
            .Split('|');
        using var authority = X509Certificate2.CreateFromPem(pems[0], pems[1]);
        Assert.Equal("1.2.840.10045.2.1", authority.PublicKey.Oid.Value);
    }

    [Fact]
    public void A_generated_rsa_key_can_be_imported()
    {
        using var key = RSA.Create();
        key.ImportFromPem(FunctionLab.Render("""{{ genPrivateKey "rsa" }}"""));
        Assert.Equal(4096, key.KeySize);
    }

    [Fact]
    public void A_text_that_is_no_key_is_refused_with_sprigs_words() =>
        Assert.EndsWith(
            "error calling genCAWithKey: parsing private key: no PEM data in input",
            FunctionLab.Refusal("""{{ genCAWithKey "ca" 1 "x" }}"""),
            StringComparison.Ordinal
        );
}

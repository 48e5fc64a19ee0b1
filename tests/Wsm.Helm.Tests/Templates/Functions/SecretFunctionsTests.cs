using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Wsm.Helm.Templates.Functions.Secrets;
using Wsm.Helm.Templates.Syntax;
using Wsm.Helm.Tests.Oracle;

namespace Wsm.Helm.Tests.Templates.Functions;

public sealed class SecretFunctionsTests
{
    [Theory]
    [InlineData("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")]
    [InlineData("U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK")]
    public void Bcrypt_gives_the_hash_that_others_give(string password, string hash)
    {
        // The salt CCCC… is sixteen bytes of the pattern 10 41 04.
        var salt = Convert.FromHexString("10410410410410410410410410410410");
        Assert.Equal(hash, Bcrypt.Write(salt, Bcrypt.Digest(Encoding.ASCII.GetBytes(password), salt, 5), 5));
    }

    [Fact]
    public void A_password_of_any_bytes_and_length_has_the_hash_that_Go_gives_it()
    {
        using var oracle = new TemplateOracle();
        var random = new Random(1);
        for (var length = 0; length <= 72; length += 3)
        {
            var password = new byte[length];
            random.NextBytes(password);
            var (hash, _) = oracle.Ask($$$"""{{ htpasswd "u" (b64dec "{{{Convert.ToBase64String(password)}}}") }}""", "{}");

            Assert.True(Bcrypt.Verify(password, hash!["u:".Length..]), $"{Convert.ToHexString(password)} {hash}");
        }
    }

    [Theory]
    [InlineData("long", "pw", "user", "site")]
    [InlineData("maximum", "", "", "")]
    [InlineData("pin", "ü€😀", "ü", "a/b")]
    public void A_derived_password_is_Gos(string kind, string password, string user, string site)
    {
        using var oracle = new TemplateOracle();
        // Twice with the same password: the second time its key is known.
        var template =
            $$$"""{{ derivePassword 1 "{{{kind}}}" "{{{password}}}" "{{{user}}}" "{{{site}}}" }} {{ derivePassword 2 "{{{kind}}}" "{{{password}}}" "{{{user}}}" "{{{site}}}" }}""";

        Assert.Equal(oracle.Ask(template, "{}").Output, FunctionLab.Render(template));
    }

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

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"*.x\" \"..\" \"a b\" \"a_b\" \"-a\"")]
    [InlineData("(printf \"%s.svc\" (repeat 70 \"a\"))")]
    public void Names_that_no_host_can_have_stand_in_a_certificate_as_they_were_given(string names)
    {
        using var oracle = new TemplateOracle();
        var template = $$$"""{{ (genSignedCert "x" (list "10.0.0.1") (list {{{names}}}) 5 (genCA "ca" 10)).Cert }}""";

        Assert.Equal(Alternatives(oracle.Ask(template, "{}").Output!), Alternatives(FunctionLab.Render(template)));

        static byte[] Alternatives(string pem)
        {
            using var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.Extensions["2.5.29.17"]!.RawData;
        }
    }

    [Theory]
    [InlineData("\"x\" nil (list \"é.x\")", "error creating certificate: x509: \"é.x\" cannot be encoded as an IA5String")]
    [InlineData("\"x\" nil (list (b64dec \"/w==\"))", "error creating certificate: x509: \"\\xff\" cannot be encoded as an IA5String")]
    [InlineData("(b64dec \"/w==\") nil nil", "error creating certificate: asn1: string not valid UTF-8")]
    public void Names_that_a_certificate_cannot_hold_are_refused_in_helms_words(string arguments, string words)
    {
        var refused = Assert.Throws<TemplateException>(() => FunctionLab.Render($$$"""{{ genSelfSignedCert {{{arguments}}} 5 }}"""));

        Assert.EndsWith(words, refused.Message);
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

using System.Security.Cryptography;
using Wsm.Helm.Templates.Functions.Secrets;
using Wsm.Peers;

namespace Wsm.Helm.Tests.Templates.Functions.Secrets;

public sealed class RsaMakerTests
{
    [Theory]
    [InlineData(2048)]
    [InlineData(4096)]
    public async Task OpenSSL_finds_nothing_wrong_with_a_key(int bits)
    {
        for (var i = 0; i < 5; i++)
        {
            using var key = RsaMaker.New(bits);
            var judged = await Tool.RunAsync("openssl", ["rsa", "-check", "-noout", "-text"], input: key.ExportRSAPrivateKeyPem());

            Assert.Contains("RSA key ok", judged.Output + judged.Error);
            Assert.Contains($"Private-Key: ({bits} bit, 2 primes)", judged.Output);
            Assert.Contains("publicExponent: 65537", judged.Output);
        }
    }

    [Fact]
    public void No_two_keys_share_a_prime()
    {
        var primes = Enumerable
            .Range(0, 10)
            .SelectMany(_ =>
            {
                using var key = RsaMaker.New(2048);
                var numbers = key.ExportParameters(includePrivateParameters: true);
                return new[] { Convert.ToHexString(numbers.P!), Convert.ToHexString(numbers.Q!) };
            })
            .ToList();

        Assert.Equal(20, primes.Distinct().Count());
    }

    [Fact]
    public void What_a_key_signs_its_public_half_verifies()
    {
        using var key = RsaMaker.New(2048);
        using var known = RSA.Create(key.ExportParameters(includePrivateParameters: false));
        var signature = key.SignData("text"u8, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);

        Assert.True(known.VerifyData("text"u8, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
        Assert.False(known.VerifyData("test"u8, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pss));
    }
}

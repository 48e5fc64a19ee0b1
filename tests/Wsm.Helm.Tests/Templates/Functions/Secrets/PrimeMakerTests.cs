using System.Numerics;
using Wsm.Helm.Templates.Functions.Secrets;
using Wsm.Peers;

namespace Wsm.Helm.Tests.Templates.Functions.Secrets;

public sealed class PrimeMakerTests
{
    [Theory]
    [InlineData(128)]
    [InlineData(1024)]
    [InlineData(2048)]
    public async Task OpenSSL_finds_that_what_is_made_is_prime_too(int bits)
    {
        for (var i = 0; i < 3; i++)
        {
            var prime = PrimeMaker.New(bits, 65537);

            var judged = await Tool.RunAsync("openssl", ["prime", prime.ToString()]);
            Assert.Contains(" is prime", judged.Output);
            Assert.Equal(3, (int)(prime >> (bits - 2)));
            Assert.NotEqual(BigInteger.One, prime % 65537);
        }
    }

    [Fact]
    public void A_small_prime_is_always_found_to_be_one()
    {
        for (var number = 5; number < 3000; number += 2)
        {
            var divided = Enumerable.Range(2, (int)Math.Sqrt(number)).Any(d => d < number && number % d == 0);
            Assert.True(divided || PrimeMaker.IsPrime(number), $"{number}");
        }
    }

    [Theory]
    [InlineData("340561")] // Carmichael's: Fermat's test finds it prime for every base
    [InlineData("3825123056546413051")] // passes Miller and Rabin's test for each prime base up to 23
    [InlineData("318665857834031151167461")] // … up to 37
    public void A_number_that_deceives_simpler_tests_is_no_prime(string number) =>
        Assert.False(Enumerable.Range(0, 20).All(_ => PrimeMaker.IsPrime(BigInteger.Parse(number))));

    [Fact]
    public void The_product_of_two_large_primes_is_no_prime() =>
        Assert.False(PrimeMaker.IsPrime(PrimeMaker.New(512, 65537) * PrimeMaker.New(512, 65537)));

    [Fact]
    public void Powers_are_those_that_the_framework_computes()
    {
        var random = new Random(7);
        for (var i = 0; i < 200; i++)
        {
            var (value, exponent, modulus) = (Number(i), Number(40), Number(i) | 1);

            Assert.Equal(BigInteger.ModPow(value, exponent, modulus), ModularPower.Of(value, exponent, modulus));
        }

        BigInteger Number(int bytes)
        {
            var drawn = new byte[bytes + 1];
            random.NextBytes(drawn);
            return new BigInteger(drawn, isUnsigned: true);
        }
    }
}

using System.Numerics;
using System.Security.Cryptography;

namespace Wsm.Helm.Templates.Functions.Secrets;

/// <summary>
/// Makes large primes at random. A random start is drawn, the multiples of small primes are struck out of the numbers behind it, and
/// the others are tried in random order by the test of Miller and Rabin, with the rounds of FIPS 186-5, table B.1.
/// </summary>
internal static class PrimeMaker
{
    private const int Rounds = 5;

    /// <summary>Odd numbers behind one start: enough for some twenty primes of 1024 bits.</summary>
    private const int Window = 8192;

    private static readonly Lazy<int[]> SmallPrimes = new(() => FindSmallPrimes(1 << 16));

    /// <summary>A prime whose two highest bits are set, so that the product of two has twice as many bits.</summary>
    /// <param name="bits">How many it has.</param>
    /// <param name="exponent">What it, less one, must not be a multiple of: a prime, RSA's public exponent.</param>
    public static BigInteger New(int bits, int exponent)
    {
        var limit = BigInteger.One << bits;
        while (true)
        {
            var start = Random(bits) | (BigInteger.One << (bits - 1)) | (BigInteger.One << (bits - 2)) | 1;
            var distances = CandidatesAfter(start);
            RandomNumberGenerator.Shuffle(distances.AsSpan());
            foreach (var distance in distances)
            {
                var candidate = start + distance;
                if (candidate < limit && (candidate - 1) % exponent != 0 && IsPrime(candidate))
                {
                    return candidate;
                }
            }
        }
    }

    /// <summary>
    /// Whether an odd number above 3 is a prime. That one which is none passes is less likely than 2^−112 where the number was drawn at
    /// random.
    /// </summary>
    public static bool IsPrime(BigInteger number)
    {
        var less = number - 1;
        var twos = 0;
        while ((less >> twos).IsEven)
        {
            twos++;
        }

        for (var round = 0; round < Rounds; round++)
        {
            var witness = 2 + (Random((int)number.GetBitLength() + 64) % (number - 3));
            if (!Passes(ModularPower.Of(witness, less >> twos, number), twos, number))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Passes(BigInteger power, int twos, BigInteger number)
    {
        if (power.IsOne)
        {
            return true;
        }

        for (var i = 1; i < twos && power != number - 1; i++)
        {
            power = power * power % number;
        }

        return power == number - 1;
    }

    /// <summary>How far behind the start the odd numbers are that no small prime divides.</summary>
    private static int[] CandidatesAfter(BigInteger start)
    {
        var struck = new bool[Window];
        // One division of the large number serves two primes.
        foreach (var pair in SmallPrimes.Value.Chunk(2))
        {
            var rest = (uint)(start % pair.Aggregate(1U, static (product, prime) => product * (uint)prime));
            foreach (var prime in pair)
            {
                var distance = (prime - (int)(rest % (uint)prime)) % prime;
                for (var i = (distance % 2 == 0 ? distance : distance + prime) / 2; i < Window; i += prime)
                {
                    struck[i] = true;
                }
            }
        }

        return [.. Enumerable.Range(0, Window).Where(i => !struck[i]).Select(i => 2 * i)];
    }

    private static BigInteger Random(int bits) =>
        new BigInteger(RandomNumberGenerator.GetBytes((bits + 7) / 8), isUnsigned: true) & ((BigInteger.One << bits) - 1);

    /// <summary>The odd ones, by Eratosthenes' sieve.</summary>
    private static int[] FindSmallPrimes(int limit)
    {
        var composite = new bool[limit];
        var primes = new List<int>();
        for (var number = 3; number < limit; number += 2)
        {
            if (composite[number])
            {
                continue;
            }

            primes.Add(number);
            for (var multiple = (long)number * number; multiple < limit; multiple += 2 * number)
            {
                composite[multiple] = true;
            }
        }

        return [.. primes];
    }
}

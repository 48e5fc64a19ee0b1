using System.Numerics;
using System.Security.Cryptography;

namespace Wsm.Helm.Templates.Functions.Secrets;

/// <summary>
/// Makes RSA keys as FIPS 186-5, A.1.3, has them. Those that the framework makes under Linux are as good and take several times as long,
/// because OpenSSL tries each prime with 64 rounds instead of 5; charts make them by the dozen.
/// </summary>
public static class RsaMaker
{
    private const int Exponent = 65537;

    /// <summary>The primes must differ in one of their first 100 bits.</summary>
    private const int CloseBits = 100;

    /// <summary>A new key; the caller disposes of it.</summary>
    public static RSA New(int bits)
    {
        if (!ModularPower.IsSupported)
        {
            return RSA.Create(bits);
        }

        var half = bits / 2;
        var p = PrimeMaker.New(half, Exponent);
        BigInteger q;
        do
        {
            q = PrimeMaker.New(half, Exponent);
        } while ((BigInteger.Abs(p - q) >> (half - CloseBits)).IsZero);

        return FromPrimes(p, q);
    }

    /// <summary>The key that two primes of the same length make; the caller disposes of it.</summary>
    public static RSA FromPrimes(BigInteger p, BigInteger q)
    {
        var (pLess, qLess) = (p - 1, q - 1);
        var exponent = Inverse(Exponent, pLess * qLess / BigInteger.GreatestCommonDivisor(pLess, qLess));
        var half = p.GetByteCount(isUnsigned: true);
        return RSA.Create(
            new RSAParameters
            {
                Modulus = Bytes(p * q, 2 * half),
                Exponent = Bytes(Exponent, 3),
                D = Bytes(exponent, 2 * half),
                P = Bytes(p, half),
                Q = Bytes(q, half),
                DP = Bytes(exponent % pLess, half),
                DQ = Bytes(exponent % qLess, half),
                InverseQ = Bytes(Inverse(q, p), half),
            }
        );
    }

    /// <summary>By Euclid's algorithm; the two have no common divisor.</summary>
    private static BigInteger Inverse(BigInteger number, BigInteger modulus)
    {
        var (last, next) = (modulus, number % modulus);
        var (lastFactor, nextFactor) = (BigInteger.Zero, BigInteger.One);
        while (!next.IsZero)
        {
            var quotient = BigInteger.DivRem(last, next, out var remainder);
            (last, next) = (next, remainder);
            (lastFactor, nextFactor) = (nextFactor, lastFactor - (quotient * nextFactor));
        }

        return lastFactor.Sign < 0 ? lastFactor + modulus : lastFactor;
    }

    private static byte[] Bytes(BigInteger number, int length)
    {
        var bytes = new byte[length];
        number.TryWriteBytes(bytes, out _, isUnsigned: true);
        bytes.AsSpan().Reverse();
        return bytes;
    }
}

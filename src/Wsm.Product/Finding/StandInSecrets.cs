using System.Numerics;
using System.Security.Cryptography;
using Wsm.Helm.Data;
using Wsm.Helm.Templates.Functions.Secrets;

namespace Wsm.Product.Finding;

/// <summary>
/// Keys and hashes of the right shape that cost nothing: to make real ones takes longer than to render a chart, and nobody will see what is
/// made here. The same input gives the same result; the keys are no secret, everyone can compute them.
/// </summary>
internal sealed class StandInSecrets : ISecretWork
{
    private const int HashLength = 23;

    private readonly Dictionary<int, RSAParameters> _keys = [];

    public RSA NewRsa(int bits)
    {
        if (_keys.TryGetValue(bits, out var known))
        {
            return RSA.Create(known);
        }

        // The two largest primes of half the bits.
        var limit = BigInteger.One << (bits / 2);
        var (p, q) = bits == 2048 ? (limit - 105, limit - 179) : (limit - 1557, limit - 2543);
        var key = RsaMaker.FromPrimes(p, q);
        _keys.Add(bits, key.ExportParameters(includePrivateParameters: true));
        return key;
    }

    public byte[] HashPassword(byte[] password, byte[] salt) => HMACSHA256.HashData(salt, password)[..HashLength];

    public byte[] DeriveKey(byte[] password, byte[] salt) => HMACSHA512.HashData(salt, password);
}

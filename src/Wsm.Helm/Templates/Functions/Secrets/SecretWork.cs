using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Generators;
using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions.Secrets;

/// <summary>The work as it must be done where what comes out of it is used.</summary>
internal sealed class SecretWork : ISecretWork
{
    private const int ScryptCost = 32_768;
    private const int ScryptBlockSize = 8;
    private const int ScryptParallel = 2;
    private const int ScryptLength = 64;

    /// <summary>
    /// By password and salt, in hexadecimal: a chart derives many passwords from one, and only the first of them takes long.
    /// </summary>
    private readonly Dictionary<(string Password, string Salt), byte[]> _derived = [];

    public RSA NewRsa(int bits) => RsaMaker.New(bits);

    public byte[] HashPassword(byte[] password, byte[] salt) => Bcrypt.Digest(password, salt, Bcrypt.DefaultCost);

    public byte[] DeriveKey(byte[] password, byte[] salt)
    {
        var name = (Convert.ToHexString(password), Convert.ToHexString(salt));
        if (!_derived.TryGetValue(name, out var key))
        {
            key = SCrypt.Generate(password, salt, ScryptCost, ScryptBlockSize, ScryptParallel, ScryptLength);
            _derived.Add(name, key);
        }

        return key;
    }
}

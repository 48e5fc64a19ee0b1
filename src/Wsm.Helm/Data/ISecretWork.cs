using System.Security.Cryptography;

namespace Wsm.Helm.Data;

/// <summary>
/// What takes long when a chart makes keys and passwords, some of it on purpose. Where nobody will use what is made, something of the same
/// shape does.
/// </summary>
public interface ISecretWork
{
    /// <summary>A key of this many bits; the caller disposes of it.</summary>
    RSA NewRsa(int bits);

    /// <summary>bcrypt's 23 bytes, with the cost that helm gives it.</summary>
    /// <param name="password">At most 72 bytes.</param>
    /// <param name="salt">16 bytes.</param>
    byte[] HashPassword(byte[] password, byte[] salt);

    /// <summary>scrypt's 64 bytes, with the cost that <c>derivePassword</c> gives it.</summary>
    byte[] DeriveKey(byte[] password, byte[] salt);
}

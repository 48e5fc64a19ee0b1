using System.Buffers.Binary;
using System.Text;

namespace Wsm.Helm.Templates.Functions.Secrets;

/// <summary>bcrypt password hashes (Provos and Mazières 1999), version 2a.</summary>
internal static class Bcrypt
{
    /// <summary>What Go's library and so helm uses.</summary>
    public const int DefaultCost = 10;

    private const int LongestPassword = 72;
    private const int SaltLength = 16;
    private const int HashLength = 23;
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <param name="password">At most 72 bytes.</param>
    /// <param name="salt">16 bytes.</param>
    /// <param name="cost">The logarithm of the number of rounds, 4 to 31.</param>
    public static string Hash(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int cost)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(password.Length, LongestPassword);
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, SaltLength);
        // The C string's final zero is part of the key.
        byte[] key = [.. password, 0];
        var cipher = new Blowfish();
        cipher.Expand(key, salt);
        for (var i = 0L; i < 1L << cost; i++)
        {
            cipher.Expand(key, []);
            cipher.Expand(salt, []);
        }

        var text = "OrpheanBeholderScryDoubt"u8.ToArray();
        for (var at = 0; at < text.Length; at += 8)
        {
            var left = BinaryPrimitives.ReadUInt32BigEndian(text.AsSpan(at));
            var right = BinaryPrimitives.ReadUInt32BigEndian(text.AsSpan(at + 4));
            for (var round = 0; round < 64; round++)
                cipher.Encrypt(ref left, ref right);
            BinaryPrimitives.WriteUInt32BigEndian(text.AsSpan(at), left);
            BinaryPrimitives.WriteUInt32BigEndian(text.AsSpan(at + 4), right);
        }

        return $"$2a${cost:00}${Encode(salt)}{Encode(text.AsSpan(0, HashLength))}";
    }

    /// <summary>Base64 with an alphabet of its own and no padding.</summary>
    private static string Encode(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (var bit = 0; bit < bytes.Length * 8; bit += 6)
        {
            var pair = (bytes[bit / 8] << 8) | (bit / 8 + 1 < bytes.Length ? bytes[(bit / 8) + 1] : 0);
            text.Append(Alphabet[(pair >> (10 - (bit % 8))) & 0x3F]);
        }

        return text.ToString();
    }
}

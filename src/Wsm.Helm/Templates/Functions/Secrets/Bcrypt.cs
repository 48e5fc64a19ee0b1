using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Org.BouncyCastle.Crypto.Generators;

namespace Wsm.Helm.Templates.Functions.Secrets;

/// <summary>bcrypt password hashes (Provos and Mazières 1999), version 2a.</summary>
public static class Bcrypt
{
    /// <summary>What Go's library and so helm uses.</summary>
    public const int DefaultCost = 10;

    private const int LongestPassword = 72;
    private const int SaltLength = 16;
    private const int HashLength = 23;
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static readonly SearchValues<char> Letters = SearchValues.Create(Alphabet);

    /// <summary>The hash's 23 bytes.</summary>
    /// <param name="password">At most 72 bytes.</param>
    /// <param name="salt">16 bytes.</param>
    /// <param name="cost">The logarithm of the number of rounds, 4 to 31.</param>
    public static byte[] Digest(byte[] password, byte[] salt, int cost) =>
        // The C string's final zero is part of the key, of which 72 bytes count.
        BCrypt.Generate(password, salt, cost, addTerminator: password.Length < LongestPassword)[..HashLength];

    public static string Write(byte[] salt, byte[] digest, int cost) => $"$2a${cost:00}${Encode(salt)}{Encode(digest)}";

    /// <summary>
    /// Whether <paramref name="hash"/> (<c>$2a$</c>, <c>$2b$</c> or <c>$2y$</c>, which agree on all but broken input) was made from the
    /// password. Takes the same time for every password.
    /// </summary>
    /// <exception cref="FormatException">It is not a bcrypt hash.</exception>
    public static bool Verify(byte[] password, string hash)
    {
        if (!IsHash(hash))
        {
            throw new FormatException("not a bcrypt hash");
        }

        if (password.Length > LongestPassword)
        {
            return false;
        }

        var made = Digest(password, Decode(hash.AsSpan(7, 22)), (hash[4] - '0') * 10 + hash[5] - '0');
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Encode(made)), Encoding.ASCII.GetBytes(hash[29..]));
    }

    public static bool IsHash(string text) =>
        text.Length == 60
        && (text[..4] is "$2a$" or "$2b$" or "$2y$")
        && int.TryParse(text.AsSpan(4, 2), NumberStyles.None, CultureInfo.InvariantCulture, out var cost)
        && cost is >= 4 and <= 31
        && text[6] == '$'
        && !text.AsSpan(7).ContainsAnyExcept(Letters);

    private static byte[] Decode(ReadOnlySpan<char> text)
    {
        var bytes = new byte[SaltLength];
        for (var bit = 0; bit < SaltLength * 8; bit++)
        {
            if ((Alphabet.IndexOf(text[bit / 6], StringComparison.Ordinal) >> (5 - (bit % 6)) & 1) != 0)
            {
                bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
            }
        }

        return bytes;
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

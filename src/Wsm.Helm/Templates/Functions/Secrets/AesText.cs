using System.Security.Cryptography;
using Wsm.Helm.Data;
using Wsm.Helm.Templates.Functions.Encodings;

namespace Wsm.Helm.Templates.Functions.Secrets;

/// <summary>Sprig's <c>encryptAES</c>: AES-256-CBC, the password padded with zeros as key, the initialisation vector in front.</summary>
internal static class AesText
{
    private const int Block = 16;

    public static string Encrypt(ITemplateRuntime runtime, string password, string text)
    {
        if (text.Length == 0)
        {
            return "";
        }

        var vector = new byte[Block];
        runtime.FillRandom(vector);
        using var aes = Cipher(password);
        return Convert.ToBase64String([.. vector, .. aes.EncryptCbc(GoText.ToBytes(text), vector)]);
    }

    public static string Decrypt(string password, string text)
    {
        if (text.Length == 0)
        {
            return "";
        }

        if (Base64.Decode(text, out var error) is not { } bytes)
        {
            throw new FunctionException(error);
        }

        if (bytes.Length < Block)
        {
            throw new FunctionException($"runtime error: slice bounds out of range [:{Block}] with capacity {text.Length / 4 * 3}");
        }

        if (bytes.Length % Block != 0)
        {
            throw new FunctionException("crypto/cipher: input not full blocks");
        }

        if (bytes.Length == Block)
        {
            throw new FunctionException("runtime error: index out of range [-1]");
        }

        using var aes = Cipher(password);
        var plain = aes.DecryptCbc(bytes.AsSpan(Block), bytes.AsSpan(0, Block), PaddingMode.None);
        var length = plain.Length - plain[^1];
        return length < 0
            ? throw new FunctionException($"runtime error: slice bounds out of range [:{length}]")
            : GoText.FromBytes(plain.AsSpan(0, length));
    }

    private static Aes Cipher(string password)
    {
        var key = new byte[32];
        var given = GoText.ToBytes(password);
        given.AsSpan(0, Math.Min(given.Length, key.Length)).CopyTo(key);
        var aes = Aes.Create();
        aes.Key = key;
        return aes;
    }
}

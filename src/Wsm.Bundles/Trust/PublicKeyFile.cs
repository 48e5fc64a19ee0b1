using System.Security.Cryptography;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>Reads public keys from PEM files.</summary>
public static class PublicKeyFile
{
    /// <param name="shown">The file as the person wrote it.</param>
    /// <exception cref="UserError">It holds no public key that wsm can use; the message says what it holds instead.</exception>
    public static TrustedKey Read(string path, string shown) => Parse(PemBlock.ReadFile(path, shown), shown);

    /// <inheritdoc cref="Read"/>
    /// <param name="text">What the file holds.</param>
    internal static TrustedKey Parse(string text, string shown) => Parse(PemBlock.Read(text, shown), shown);

    private static TrustedKey Parse(IReadOnlyList<PemBlock> blocks, string shown)
    {
        var block = blocks switch
        {
            [] => throw UserError.Usage($"{shown} is not a PEM file with a public key.", HowToMakeOne),
            [{ Label: "PUBLIC KEY" }, _, ..] => throw UserError.Usage(
                $"{shown} holds several keys; which of them count must be plain to see.",
                "Put each into a file of its own."
            ),
            [var first, ..] => first,
        };
        try
        {
            return block.Label switch
            {
                "PUBLIC KEY" => TrustedKey.Create(shown, block.Bytes),
                "RSA PUBLIC KEY" => FromPkcs1(shown, block.Bytes),
                "CERTIFICATE" => throw UserError.Usage(
                    $"{shown} is a certificate, not a public key.",
                    $"Take the key out of it: openssl x509 -in {shown} -noout -pubkey"
                ),
                var label when label.Contains("PRIVATE KEY", StringComparison.Ordinal) || label == "EC PARAMETERS" => throw UserError.Usage(
                    $"{shown} is a private key; whoever verifies must not have it.",
                    $"{HowToMakeOne} Keep the private one where bundles are signed."
                ),
                var label => throw UserError.Usage($"{shown} holds a {label}, not a public key.", HowToMakeOne),
            };
        }
        catch (CryptographicException error)
        {
            throw new UserError($"The public key in {shown} is malformed: {error.Message}", kind: FailureKind.Usage, cause: error);
        }
    }

    private const string HowToMakeOne = "The public key of a private one: openssl pkey -in KEY.pem -pubout -out KEY.pub.";

    private static TrustedKey FromPkcs1(string shown, byte[] bytes)
    {
        using var rsa = RSA.Create();
        rsa.ImportRSAPublicKey(bytes, out _);
        return TrustedKey.Create(shown, rsa.ExportSubjectPublicKeyInfo());
    }
}

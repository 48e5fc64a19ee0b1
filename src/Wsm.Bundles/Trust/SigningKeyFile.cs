using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>Reads private keys from PEM files: PKCS#8, plain and encrypted, SEC 1 and PKCS#1.</summary>
public static class SigningKeyFile
{
    private const string MakeCommand = "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out KEY.pem";
    private const string HowToMakeOne = "Make one: " + MakeCommand;

    /// <param name="shown">The file as the person wrote it.</param>
    /// <param name="passphrase">Asked for only when the key is encrypted; null when there is none.</param>
    /// <exception cref="UserError">It holds no private key that wsm can use, or the passphrase is missing or wrong.</exception>
    public static SigningKey Read(string path, string shown, Func<string?> passphrase)
    {
        // openssl writes the curve in front of an EC key.
        var block = PemBlock.ReadFile(path, shown).FirstOrDefault(found => found.Label != "EC PARAMETERS")
            ?? throw UserError.Usage($"{shown} is not a PEM file with a private key.", HowToMakeOne);
        try
        {
            return block.Label switch
            {
                "PRIVATE KEY" => FromPkcs8(block.Bytes, shown),
                "ENCRYPTED PRIVATE KEY" => Decrypt(block.Bytes, shown, passphrase()),
                "EC PRIVATE KEY" => Import(ECDsa.Create(), key => key.ImportECPrivateKey(block.Bytes, out _), shown),
                "RSA PRIVATE KEY" => Import(RSA.Create(), key => key.ImportRSAPrivateKey(block.Bytes, out _), shown),
                var label => throw Unusable(label, shown),
            };
        }
        catch (Exception error) when (error is CryptographicException or AsnContentException)
        {
            throw new UserError($"The private key in {shown} is malformed: {error.Message}", kind: FailureKind.Usage, cause: error);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(block.Bytes);
        }
    }

    private static SigningKey FromPkcs8(byte[] bytes, string shown)
    {
        var info = Pkcs8PrivateKeyInfo.Decode(bytes, out _, skipCopy: true);
        var kind = info.AlgorithmId.Value;
        if (KeyKind.Refuse(kind, info.AlgorithmParameters is { } parameters ? parameters.Span : []) is { } reason)
        {
            throw KeyKind.Refused(shown, reason);
        }

        return kind switch
        {
            Ed25519Key.Algorithm => SigningKey.Of(new Ed25519Key(info.PrivateKeyBytes), shown),
            KeyKind.Rsa => Import(RSA.Create(), key => key.ImportPkcs8PrivateKey(bytes, out _), shown),
            _ => Import(ECDsa.Create(), key => key.ImportPkcs8PrivateKey(bytes, out _), shown),
        };
    }

    private static SigningKey Decrypt(byte[] bytes, string shown, string? passphrase)
    {
        if (passphrase is null)
        {
            throw UserError.Usage($"The key {shown} is encrypted, and there is no passphrase.", RemedyKind.GiveKeyPassphrase);
        }

        byte[] plain;
        try
        {
            plain = Pkcs8PrivateKeyInfo.DecryptAndDecode(passphrase, bytes, out _).Encode();
        }
        catch (CryptographicException error)
        {
            throw new UserError(
                $"The key {shown} cannot be decrypted with the passphrase given.",
                "'openssl pkey -in KEY' tells whether it is the right one; 'openssl pkcs8 -topk8 -v2 aes-256-cbc -in KEY -out NEW' encrypts "
                    + "in a way that wsm reads.",
                FailureKind.Usage,
                error
            );
        }

        try
        {
            return FromPkcs8(plain, shown);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    private static UserError Unusable(string label, string shown) =>
        label switch
        {
            "ENCRYPTED COSIGN PRIVATE KEY" or "ENCRYPTED SIGSTORE PRIVATE KEY" => UserError.Usage(
                $"{shown} is a key in cosign's own format, which wsm does not read and cosign does not convert.",
                $"Make a key that both can use: {MakeCommand}; 'cosign import-key-pair --key KEY.pem' gives it to cosign."
            ),
            "OPENSSH PRIVATE KEY" => UserError.Usage($"{shown} is a key in OpenSSH's own format.", HowToMakeOne),
            "PUBLIC KEY" or "RSA PUBLIC KEY" => UserError.Usage($"{shown} is a public key; signing needs the private one."),
            _ => UserError.Usage($"{shown} holds a {label}, not a private key.", HowToMakeOne),
        };

    private static SigningKey Import<T>(T key, Action<T> import, string shown)
        where T : AsymmetricAlgorithm
    {
        try
        {
            import(key);
        }
        catch
        {
            key.Dispose();
            throw;
        }

        return SigningKey.Of(key, shown);
    }
}

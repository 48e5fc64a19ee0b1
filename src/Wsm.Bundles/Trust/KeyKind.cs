using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>
/// What a key is for: ECDSA on P-256, Ed25519, or RSA from 2048 bits on. Everything that openssl and cosign both sign with.
/// </summary>
internal static class KeyKind
{
    public const int LeastRsaBits = 2048;
    public const string Rsa = "1.2.840.113549.1.1.1";

    private const string Ec = "1.2.840.10045.2.1";
    private const string P256 = "1.2.840.10045.3.1.7";

    /// <summary>Why keys of this kind are not taken, as the end of a sentence; null where they are.</summary>
    /// <param name="parameters">DER of the algorithm's parameters: the curve, for elliptic curves.</param>
    public static string? Refuse(string? algorithm, ReadOnlySpan<byte> parameters) =>
        algorithm switch
        {
            Rsa => null,
            Ec when CurveOf(parameters) is var curve && curve != P256 => $"is an EC key on {NameOf(curve)}",
            Ec or Ed25519Key.Algorithm => null,
            "1.3.101.113" => "is an Ed448 key",
            "1.2.840.113549.1.1.10" => "is an RSA key for PSS alone",
            "1.2.840.10040.4.1" => "is a DSA key",
            _ => $"is a key of kind {algorithm ?? "unknown"}",
        };

    /// <summary>The same for a public key (SubjectPublicKeyInfo).</summary>
    /// <exception cref="CryptographicException">It is no public key.</exception>
    public static string? Refuse(ReadOnlySpan<byte> publicKey)
    {
        var key = PublicKey.CreateFromSubjectPublicKeyInfo(publicKey, out _);
        if (Refuse(key.Oid.Value, key.EncodedParameters?.RawData) is { } reason)
        {
            return reason;
        }

        using var rsa = key.GetRSAPublicKey();
        return rsa is { KeySize: < LeastRsaBits and var bits } ? $"is an RSA key of {bits} bits" : null;
    }

    /// <summary>The key, when signatures can really be verified with it.</summary>
    /// <exception cref="CryptographicException">Its point is compressed, or none that signatures can be verified with.</exception>
    public static byte[] Usable(ReadOnlySpan<byte> publicKey)
    {
        var key = PublicKey.CreateFromSubjectPublicKeyInfo(publicKey, out _);
        if (key.Oid.Value == Ec && key.EncodedKeyValue.RawData is [2 or 3, ..])
        {
            throw new CryptographicException(
                "its point is compressed; 'openssl ec -pubin -in KEY -pubout -conv_form uncompressed' writes it out"
            );
        }

        if (key.Oid.Value == Ed25519Key.Algorithm && !Ed25519Key.IsUsable(key.EncodedKeyValue.RawData))
        {
            throw new CryptographicException("it is not a valid point on the curve");
        }

        using var ecdsa = key.GetECDsaPublicKey();
        return publicKey.ToArray();
    }

    public static UserError Refused(string shown, string reason) =>
        UserError.Usage(
            $"{shown} {reason}; wsm signs and verifies with ECDSA on P-256, Ed25519, and RSA from {LeastRsaBits} bits on.",
            "Make one: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out KEY.pem"
        );

    private static string? CurveOf(ReadOnlySpan<byte> parameters)
    {
        try
        {
            return AsnDecoder.ReadObjectIdentifier(parameters, AsnEncodingRules.DER, out _);
        }
        catch (AsnContentException)
        {
            // The curve is written out in numbers, which no tool of today does.
            return null;
        }
    }

    private static string NameOf(string? curve) =>
        curve switch
        {
            null => "a curve without a name",
            "1.3.132.0.34" => "P-384",
            "1.3.132.0.35" => "P-521",
            "1.3.132.0.10" => "secp256k1",
            _ => $"curve {curve}",
        };
}

using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;
using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions.Secrets;

/// <summary>Sprig's <c>genPrivateKey</c>.</summary>
internal static class KeyMaker
{
    public static string Make(ITemplateRuntime runtime, string kind) =>
        kind switch
        {
            "" or "rsa" => Pem(PrivateKey.Of(runtime.Secrets.NewRsa(4096))),
            "ecdsa" => Pem(PrivateKey.NewEcdsa()),
            "ed25519" => Ed25519(runtime),
            "dsa" => Dsa(),
            _ => "Unknown type " + kind,
        };

    private static string Pem(PrivateKey key)
    {
        using (key)
        {
            return key.ToPem();
        }
    }

    /// <summary>RFC 8410: any 32 bytes are a key.</summary>
    private static string Ed25519(ITemplateRuntime runtime)
    {
        var seed = new byte[32];
        runtime.FillRandom(seed);
        var inner = new AsnWriter(AsnEncodingRules.DER);
        inner.WriteOctetString(seed);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.3.101.112");
            }

            writer.WriteOctetString(inner.Encode());
        }

        return PemEncoding.WriteString("PRIVATE KEY", writer.Encode()) + "\n";
    }

#pragma warning disable CA5384 // The chart asks for DSA by name.
    private static string Dsa()
    {
        DSAParameters numbers;
        try
        {
            using var dsa = DSA.Create(2048);
            numbers = dsa.ExportParameters(includePrivateParameters: true);
        }
        catch (Exception refused) when (refused is PlatformNotSupportedException or CryptographicException)
        {
            return "failed to generate dsa params: " + refused.Message;
        }

        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(0);
            foreach (var number in new[] { numbers.P, numbers.Q, numbers.G, numbers.Y, numbers.X })
            {
                writer.WriteInteger(new BigInteger(number, isUnsigned: true, isBigEndian: true));
            }
        }

        return PemEncoding.WriteString("DSA PRIVATE KEY", writer.Encode()) + "\n";
    }
#pragma warning restore CA5384
}

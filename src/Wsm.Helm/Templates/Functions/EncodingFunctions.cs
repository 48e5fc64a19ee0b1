using System.Security.Cryptography;
using Wsm.Helm.Data;
using Wsm.Helm.Templates.Functions.Encodings;

namespace Wsm.Helm.Templates.Functions;

/// <summary>Base64, Base32 and checksums.</summary>
internal static class EncodingFunctions
{
    public static void Register(FunctionList list)
    {
        list.Add("b64enc", static (_, a) => Value.Of(Convert.ToBase64String(GoText.ToBytes(a.Text(0))), a.Traces()), GoType.String);
        list.Add(
            "b64dec",
            static (_, a) => Value.Of(Base64.Decode(a.Text(0), out var error) is { } bytes ? GoText.FromBytes(bytes) : error, a.Traces()),
            GoType.String
        );
        list.Add("b32enc", static (_, a) => Value.Of(Base32.Encode(GoText.ToBytes(a.Text(0))), a.Traces()), GoType.String);
        list.Add(
            "b32dec",
            static (_, a) => Value.Of(Base32.Decode(a.Text(0), out var error) is { } bytes ? GoText.FromBytes(bytes) : error, a.Traces()),
            GoType.String
        );
#pragma warning disable CA5350 // The chart asks for SHA-1 by name; nothing of ours relies on it.
        list.Add(
            "sha1sum",
            static (_, a) => Value.Of(Convert.ToHexStringLower(SHA1.HashData(GoText.ToBytes(a.Text(0)))), a.Traces()),
            GoType.String
        );
#pragma warning restore CA5350
        list.Add(
            "sha256sum",
            static (_, a) => Value.Of(Convert.ToHexStringLower(SHA256.HashData(GoText.ToBytes(a.Text(0)))), a.Traces()),
            GoType.String
        );
        list.Add(
            "sha512sum",
            static (_, a) => Value.Of(Convert.ToHexStringLower(SHA512.HashData(GoText.ToBytes(a.Text(0)))), a.Traces()),
            GoType.String
        );
        list.Add("adler32sum", static (_, a) => Value.Of(Adler32(GoText.ToBytes(a.Text(0))).ToString(), a.Traces()), GoType.String);
    }

    /// <summary>RFC 1950, section 8.2.</summary>
    private static uint Adler32(byte[] bytes)
    {
        const uint Modulus = 65521;
        uint low = 1,
            high = 0;
        foreach (var unit in bytes)
        {
            low = (low + unit) % Modulus;
            high = (high + low) % Modulus;
        }

        return (high << 16) | low;
    }
}

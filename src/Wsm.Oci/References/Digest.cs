using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace Wsm.Oci.References;

/// <summary>A content digest: <c>sha256:</c> or <c>sha512:</c> and lower-case hexadecimal digits.</summary>
/// <remarks>https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md#digests</remarks>
[JsonConverter(typeof(DigestConverter))]
public sealed record Digest
{
    public const string Sha256 = "sha256";
    public const string Sha512 = "sha512";

    private Digest(string algorithm, string hex)
    {
        Algorithm = algorithm;
        Hex = hex;
    }

    public string Algorithm { get; }

    public string Hex { get; }

    /// <summary>Twelve digits, which nobody takes for another's; for people, never for comparing.</summary>
    public string ShortHex => Hex[..12];

    /// <summary>The algorithm and <see cref="ShortHex"/>.</summary>
    public string Short => $"{Algorithm}:{ShortHex}";

    /// <exception cref="FormatException">The text is not a sha256 or sha512 digest.</exception>
    public static Digest Parse(string text) =>
        TryParse(text, out var digest)
            ? digest
            : throw new FormatException(
                $"{Quoted.Text(text)} is not a digest; expected sha256: and 64, or sha512: and 128, lower-case hexadecimal digits"
            );

    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Digest? digest)
    {
        digest = null;
        if (text is null || text.Length < 8 || text[6] != ':' || AlgorithmOf(text) is not { } algorithm)
        {
            return false;
        }

        var hex = text.AsSpan(7);
        if (hex.Length != HexLength(algorithm) || !Characters.AreLowerHex(hex))
        {
            return false;
        }

        digest = new Digest(algorithm, hex.ToString());
        return true;
    }

    /// <summary>The digest of content held in memory.</summary>
    public static Digest Of(ReadOnlySpan<byte> content, string algorithm = Sha256) =>
        FromHash(algorithm, algorithm == Sha512 ? SHA512.HashData(content) : SHA256.HashData(content));

    /// <summary>A digest from the raw hash value, 32 or 64 bytes by algorithm.</summary>
    public static Digest FromHash(string algorithm, ReadOnlySpan<byte> hash) => Parse($"{algorithm}:{Convert.ToHexStringLower(hash)}");

    public override string ToString() => $"{Algorithm}:{Hex}";

    private static string? AlgorithmOf(string text) =>
        text.StartsWith(Sha256, StringComparison.Ordinal) ? Sha256
        : text.StartsWith(Sha512, StringComparison.Ordinal) ? Sha512
        : null;

    private static int HexLength(string algorithm) => algorithm == Sha256 ? 64 : 128;
}

using System.Security.Cryptography;
using Wsm.Oci.References;

namespace Wsm.Bundles;

internal static class Hashing
{
    /// <summary>A hash of the algorithm that a digest names.</summary>
    public static IncrementalHash Create(Digest digest) =>
        IncrementalHash.CreateHash(digest.Algorithm == Digest.Sha512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);

    public static bool Is(this IncrementalHash hash, Digest digest) => Convert.ToHexStringLower(hash.GetCurrentHash()) == digest.Hex;
}

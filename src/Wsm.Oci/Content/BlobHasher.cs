using System.Security.Cryptography;
using Wsm.Oci.References;

namespace Wsm.Oci.Content;

/// <summary>A digest in the making.</summary>
public sealed class BlobHasher : IDisposable
{
    private readonly string _algorithm;
    private readonly IncrementalHash _hash;

    /// <param name="algorithm"><see cref="Digest.Sha256"/> or <see cref="Digest.Sha512"/>.</param>
    public BlobHasher(string algorithm = Digest.Sha256)
    {
        _algorithm = algorithm;
        _hash = IncrementalHash.CreateHash(algorithm == Digest.Sha512 ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);
    }

    public void Append(ReadOnlySpan<byte> bytes) => _hash.AppendData(bytes);

    /// <summary>Whether everything appended so far has this digest, which must be of the hasher's algorithm.</summary>
    public bool Is(Digest digest) => Current() == digest;

    /// <summary>The digest of everything appended so far.</summary>
    public Digest Current()
    {
        Span<byte> hash = stackalloc byte[64];
        return Digest.FromHash(_algorithm, hash[.._hash.GetCurrentHash(hash)]);
    }

    /// <summary>As <see cref="Current"/>, and the hasher starts afresh.</summary>
    public Digest Finish()
    {
        Span<byte> hash = stackalloc byte[64];
        return Digest.FromHash(_algorithm, hash[.._hash.GetHashAndReset(hash)]);
    }

    public void Dispose() => _hash.Dispose();
}

using System.Security.Cryptography;

namespace Wsm.Peers;

/// <summary>An image as a registry holds it: its root, the manifests below that, and all blobs, each by digest.</summary>
/// <param name="MediaType">Of the root.</param>
/// <param name="Root">The bytes of the root, a manifest or an index.</param>
/// <param name="Children">Manifests below an index: digest → media type and bytes.</param>
/// <param name="Blobs">Digest → bytes.</param>
public sealed record ImageContent(
    string MediaType,
    byte[] Root,
    IReadOnlyDictionary<string, (string MediaType, byte[] Bytes)> Children,
    IReadOnlyDictionary<string, byte[]> Blobs
)
{
    /// <summary>The root's digest.</summary>
    public string Digest => DigestOf(Root);

    public static string DigestOf(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));
}

using Wsm.Oci.References;

namespace Wsm.Bundles.Contents;

/// <summary>Content on disk by digest: an archive or an OCI layout.</summary>
public interface IBlobStore : IDisposable
{
    bool Contains(Digest digest);

    /// <summary>The content from <paramref name="offset"/>, unverified; null when it is not here.</summary>
    Stream? Open(Digest digest, long offset);
}

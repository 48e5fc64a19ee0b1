using Wsm.Bundles.Archives;
using Wsm.Bundles.Contents;
using Wsm.Oci.Files;
using Wsm.Oci.References;

namespace Wsm.Bundles.Layouts;

/// <summary>The blobs of an OCI image layout.</summary>
public sealed class LayoutReader(GuardedFolder folder, string part) : IBlobStore
{
    public static string NameOf(string part, Digest digest) => $"{part}/{ArchiveDocuments.BlobName(digest)}";

    public bool Contains(Digest digest) => folder.Contains(NameOf(part, digest));

    public Stream? Open(Digest digest, long offset)
    {
        var stream = folder.OpenStream(NameOf(part, digest));
        stream?.Position = offset;
        return stream;
    }

    public void Dispose() { }
}

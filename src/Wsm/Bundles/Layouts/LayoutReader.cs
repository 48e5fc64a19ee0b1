using Wsm.Bundles.Archives;
using Wsm.Oci.References;

namespace Wsm.Bundles.Layouts;

/// <summary>The blobs of an OCI image layout.</summary>
internal sealed class LayoutReader(string folder) : IBlobStore
{
    public static string PathOf(string folder, Digest digest) => Path.Combine([folder, .. ArchiveDocuments.BlobName(digest).Split('/')]);

    public bool Contains(Digest digest) => File.Exists(PathOf(folder, digest));

    public Stream? Open(Digest digest, long offset)
    {
        var path = PathOf(folder, digest);
        if (!File.Exists(path))
            return null;
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        stream.Position = offset;
        return stream;
    }

    public void Dispose() { }
}

using Wsm.Bundles.Locks;
using Wsm.Oci.Files;

namespace Wsm.Bundles.Contents;

/// <summary>Where the files of a bundle lie. Only read, never written: the medium may not allow it. Thread-safe.</summary>
public interface IBundleFiles : IDisposable
{
    /// <summary>As a person finds it: the path of a folder or a file.</summary>
    string Place { get; }

    /// <summary>The folder that holds the files under the names that the lock gives them; null where they are packed.</summary>
    GuardedFolder? Folder { get; }

    /// <summary>Bytes; null when it is not there.</summary>
    /// <param name="file">A name as locks have them: relative, with forward slashes.</param>
    long? LengthOf(string file);

    /// <summary>The file from its start, unverified; null when it is not there.</summary>
    Stream? Open(string file);

    /// <summary>Whether the files of an image are there, at a glance: by their lengths.</summary>
    bool Holds(LockedImage image);

    /// <summary>The blobs of an image; of all images in an OCI layout.</summary>
    IBlobStore OpenImage(LockedImage image);
}

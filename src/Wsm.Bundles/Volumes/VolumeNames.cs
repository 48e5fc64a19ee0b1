using Wsm.Bundles.Archives;
using Wsm.Bundles.Locks;
using Wsm.Oci.References;

namespace Wsm.Bundles.Volumes;

/// <summary>Names of entries in volumes.</summary>
internal static class VolumeNames
{
    /// <summary>The name of a blob in volumes, which is also its place in the layout that plain tar makes of them.</summary>
    public static string Of(Digest blob) => Of(ArchiveDocuments.BlobName(blob));

    public static string Of(string document) => $"{BundleNames.Images}/{document}";
}

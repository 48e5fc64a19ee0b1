using Wsm.Bundles.Contents;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Volumes;

namespace Wsm.Bundles.Reading;

/// <summary>Tells what a path leads to.</summary>
internal static class BundleFinder
{
    /// <param name="path">A bundle's folder, a packed file, any of its volumes, or a folder with volumes.</param>
    /// <param name="allVolumes">Whether a missing volume is an error now, not when it is needed.</param>
    public static IBundleFiles Find(string path, bool allVolumes)
    {
        if (File.Exists(Path.Combine(path, LockFile.Name)) || !Path.Exists(path))
        {
            return new FolderFiles(path);
        }

        if (VolumeFinder.Find(path) is not { } set)
        {
            return new FolderFiles(path);
        }

        try
        {
            if (allVolumes)
            {
                set.RequireAll();
            }

            return new VolumeFiles(set);
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }
}

using Microsoft.Win32.SafeHandles;
using Wsm.Oci.Files;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Files;

/// <summary>
/// Keeps a second wsm out of a bundle that is being changed; the system releases it when the process ends, however it ends.
/// </summary>
public sealed class FolderLock : IDisposable
{
    public const string Name = ".wsm.lock";
    private readonly SafeFileHandle _file;

    private FolderLock(SafeFileHandle file) => _file = file;

    /// <summary>Creates the folder where there is none.</summary>
    /// <exception cref="UserError">Another wsm is at work in it, or it cannot be written to.</exception>
    public static FolderLock Take(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The folder '{folder}' cannot be created: {error.Message}", RemedyKind.UseOtherFolder, cause: error);
        }

        try
        {
            // Never deleted: a lock file that comes and goes can be held twice.
            return new FolderLock(new GuardedFolder(folder).OpenExclusively(Name));
        }
        catch (UnauthorizedAccessException error)
        {
            throw new UserError(
                $"The folder '{folder}' cannot be written to: {error.Message}",
                RemedyKind.UseOtherFolderOrMode,
                cause: error
            );
        }
        catch (FileInUseException error)
        {
            throw new UserError(
                $"The bundle '{folder}' is in use by another wsm",
                "Wait until it has finished, or choose another folder.",
                cause: error
            );
        }
        catch (IOException error)
        {
            throw new UserError($"The folder '{folder}' cannot be written to: {error.Message}", RemedyKind.UseOtherFolder, cause: error);
        }
    }

    public void Dispose() => _file.Dispose();
}

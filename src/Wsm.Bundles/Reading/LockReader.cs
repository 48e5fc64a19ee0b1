using Wsm.Bundles.Locks;
using Wsm.Oci.Files;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Reading;

/// <summary>Reads the lock of a bundle for whoever needs nothing else of it.</summary>
public static class LockReader
{
    private const string Extension = ".json";

    /// <param name="path">A bundle, packed or not, or a <c>bundle.json</c> alone.</param>
    /// <param name="gate">Asked before the lock is believed; of one alone, the signature lies beside it.</param>
    /// <exception cref="UserError">It is neither, or the gate is shut.</exception>
    public static BundleLock Read(string path, LockVerifier? gate = null)
    {
        if (!File.Exists(path) || !path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            using var bundle = Bundle.Open(path, gate, allVolumes: false);
            return bundle.Lock;
        }

        try
        {
            var bytes = RegularFile.ReadAll(path, LockFile.LargestFile);
            if (gate is not null)
            {
                var folder = GuardedFolder.Around(path);
                var name = Path.GetFileName(path);
                gate(
                    path,
                    bytes,
                    LockSignatures.Of(
                        folder.ReadAll(name + LockFile.SignatureEnding, LockFile.LargestFile),
                        folder.ReadAll(name + LockFile.StatementEnding, LockFile.LargestFile)
                    ),
                    isOlder: false
                );
            }

            return LockFile.ParseSound(bytes, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"'{path}' cannot be read: {error.Message}", kind: FailureKind.Usage, cause: error);
        }
    }
}

namespace Wsm.Bundles;

/// <summary>Reads the lock of a bundle for whoever needs nothing else of it.</summary>
internal static class LockReader
{
    private const string Extension = ".json";

    /// <param name="path">A bundle, packed or not, or a <c>bundle.json</c> alone.</param>
    /// <exception cref="UserError">It is neither.</exception>
    public static BundleLock Read(string path)
    {
        if (!File.Exists(path) || !path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase))
        {
            using var bundle = Bundle.Open(path, allVolumes: false);
            return bundle.Lock;
        }

        try
        {
            return Bundle.ParseLock(File.ReadAllBytes(path), path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"'{path}' cannot be read: {error.Message}", exitCode: ExitCode.Usage, cause: error);
        }
    }
}

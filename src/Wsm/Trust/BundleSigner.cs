using Wsm.Bundles;
using Wsm.Bundles.Writing;
using Wsm.Oci.Content;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Trust;

/// <summary>Signs the lock of a finished bundle. The lock names everything else by digest, so that vouches for all of it.</summary>
internal static class BundleSigner
{
    /// <param name="folder">The bundle's.</param>
    /// <param name="alone">Signatures of other keys are dropped instead of kept.</param>
    /// <exception cref="UserError">There is no finished bundle, its lock was changed, or the folder cannot be written to.</exception>
    public static SigningReport Sign(string folder, SigningKey key, bool alone = false)
    {
        if (File.Exists(folder))
            throw UserError.Usage(
                $"'{folder}' is a packed bundle, which cannot be signed any more.",
                "Sign the folder, then pack it: the signature travels along."
            );
        if (!Directory.Exists(folder))
            throw LockFile.NotThere(folder);
        using var held = FolderLock.Take(folder);
        var content = ReadLock(folder);
        try
        {
            foreach (var (name, whole) in WholeLocks(folder))
                SignFile(Path.Combine(folder, name), whole, key, alone);
            var (signatures, changed) = SignFile(Path.Combine(folder, SignatureFile.Name), content, key, alone);
            return new SigningReport(Digest.Of(content).ToString(), key.Counterpart.Name, key.Counterpart.Fingerprint, signatures, changed);
        }
        catch (Exception error) when (error is ContentException or ManifestException)
        {
            throw new UserError(
                $"The delta '{folder}' cannot be signed: {error.Message}",
                "'wsm verify' lists everything that is damaged.",
                cause: error
            );
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The signature cannot be written: {error.Message}", "Nothing was changed.", cause: error);
        }
    }

    /// <summary>Of a delta: the locks of what it becomes, depending on the bundle that it is applied to.</summary>
    private static List<(string Name, byte[] Lock)> WholeLocks(string folder)
    {
        using var bundle = Bundle.Open(folder);
        return bundle.Lock.Delta is null
            ? []
            :
            [
                .. Enum.GetValues<BundleLayout>()
                    .Select(layout => (WholeLock.SignatureName(layout), LockFile.Write(WholeLock.Of(bundle, layout)))),
            ];
    }

    private static (int Signatures, bool Changed) SignFile(string path, byte[] content, SigningKey key, bool alone)
    {
        var before = File.Exists(path) ? SignatureFile.Parse(File.ReadAllBytes(path)) : [];
        var own = before.FirstOrDefault(signature => key.Counterpart.Verifies(content, signature));
        IReadOnlyList<byte[]> others = alone ? [] : [.. before.Where(signature => signature != own)];
        IReadOnlyList<byte[]> after = [.. others, own ?? key.Sign(content)];
        if (own is null || after.Count < before.Count)
            SafeFile.Write(path, SignatureFile.Write(after));
        return (after.Count, own is null);
    }

    private static byte[] ReadLock(string folder)
    {
        if (File.Exists(Path.Combine(folder, LockFile.PartialName)))
            throw new UserError(
                $"The bundle '{folder}' is not finished: a download into it was interrupted",
                "Run 'wsm download' again, then sign."
            );
        var path = Path.Combine(folder, LockFile.Name);
        LockFile.Read(path);
        var content = File.ReadAllBytes(path);
        return LockFile.IsIntact(content)
            ? content
            : throw new UserError(
                $"'{path}' was changed since it was written: its checksum does not fit; it was not signed",
                "Bring the file again from where the bundle was made, or run 'wsm download' again.",
                ExitCode.Incomplete
            );
    }
}

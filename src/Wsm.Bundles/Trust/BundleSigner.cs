using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Oci.Content;
using Wsm.Oci.Files;
using Wsm.Oci.Models;
using Wsm.Oci.References;
using Wsm.Product.Failures;

namespace Wsm.Bundles.Trust;

/// <summary>Signs the lock of a finished bundle. The lock names everything else by digest, so that vouches for all of it.</summary>
public static class BundleSigner
{
    /// <param name="folder">The bundle's.</param>
    /// <param name="order">What to say beyond the content.</param>
    /// <param name="alone">Signatures of other keys are dropped instead of kept.</param>
    /// <exception cref="UserError">There is no finished bundle, its lock was changed, or the folder cannot be written to.</exception>
    public static SigningReport Sign(string folder, SigningKey key, StatementOrder order, bool alone = false)
    {
        if (File.Exists(folder))
        {
            throw UserError.Usage(
                $"'{folder}' is a packed bundle, which cannot be signed any more.",
                "Sign the folder, then pack it: the signature travels along."
            );
        }

        if (!Directory.Exists(folder))
        {
            throw LockFile.NotThere(folder);
        }

        using var held = FolderLock.Take(folder);
        var guarded = new GuardedFolder(folder);
        var content = ReadLock(guarded);
        try
        {
            var wholes = WholeLocks(folder);
            // What is refused is refused before anything is written.
            var (statement, said) = StatementSigner.Sign(
                guarded,
                LockFile.Parse(content, guarded.PathOf(LockFile.Name)).Name,
                [Digest.Of(content), .. wholes.Select(whole => Digest.Of(whole.Lock))],
                key,
                alone,
                order
            );
            foreach (var (name, whole) in wholes)
            {
                SignFile(guarded, name, whole, key, alone);
            }

            var (signatures, changed) = SignFile(guarded, SignatureFile.Name, content, key, alone);
            return new SigningReport(
                Digest.Of(content),
                key.Counterpart.Name,
                key.Counterpart.Fingerprint,
                signatures,
                changed || said,
                statement.Serial,
                statement.SignedAt,
                statement.Expires
            );
        }
        catch (Exception error) when (error is ContentException or ManifestException)
        {
            throw new UserError($"The delta '{folder}' cannot be signed: {error.Message}", RemedyKind.VerifyBundle, cause: error);
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

    private static (int Signatures, bool Changed) SignFile(GuardedFolder folder, string name, byte[] content, SigningKey key, bool alone)
    {
        var before = folder.ReadAll(name, LockFile.LargestFile) is { } file ? SignatureFile.Parse(file) : [];
        var own = before.FirstOrDefault(signature => key.Counterpart.Verifies(content, signature));
        IReadOnlyList<byte[]> others = alone ? [] : [.. before.Where(signature => signature != own)];
        IReadOnlyList<byte[]> after = [.. others, own ?? key.Sign(content)];
        if (own is null || after.Count < before.Count)
        {
            AtomicFile.Write(folder, name, SignatureFile.Write(after));
        }

        return (after.Count, own is null);
    }

    private static byte[] ReadLock(GuardedFolder folder)
    {
        if (LockFile.IsUnfinished(folder))
        {
            throw new UserError(
                $"The bundle '{folder.Path}' is not finished: a download into it was interrupted",
                RemedyKind.FinishDownloadThenSign
            );
        }

        var path = folder.PathOf(LockFile.Name);
        var content = LockFile.ReadBytes(folder, LockFile.Name) ?? throw LockFile.NotThere(folder.Path);
        LockFile.Parse(content, path);
        return LockFile.IsIntact(content)
            ? content
            : throw new UserError(
                $"'{path}' was changed since it was written: its checksum does not match; it was not signed",
                RemedyKind.RenewLock,
                FailureKind.Incomplete
            );
    }
}

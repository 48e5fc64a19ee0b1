using System.Collections.Concurrent;
using Wsm.Bundles.Contents;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Volumes;
using Wsm.Oci.Content;
using Wsm.Oci.Files;
using Wsm.Oci.References;
using Wsm.Product.Artifacts;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Resolving;

namespace Wsm.Bundles.Reading;

/// <summary>A finished bundle, wherever it lies; read-only media do. Thread-safe; files are opened when first read.</summary>
public sealed class Bundle : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<IBlobStore>> _stores = [];

    private Bundle(IBundleFiles files, byte[] lockBytes, BundleLock bundleLock, BaseBlobs bases)
    {
        Files = files;
        LockBytes = lockBytes;
        Lock = bundleLock;
        Bases = bases;
        var absent = bundleLock.AbsentDigests();
        Images = [.. bundleLock.Images.Select(image => new BundleImage(image, () => StoreOf(image), absent, bases))];
    }

    /// <summary>Where it is, as a person would say it: for messages, not for reading.</summary>
    public string Place => Files.Place;

    public BundleLock Lock { get; }

    /// <summary>The lock's file, byte for byte: what a signature is made over.</summary>
    public ReadOnlyMemory<byte> LockBytes { get; }

    public IReadOnlyList<BundleImage> Images { get; }

    public IBundleFiles Files { get; }

    /// <summary>Earlier bundles, from which blobs are read that a delta leaves out.</summary>
    public BaseBlobs Bases { get; }

    /// <param name="path">The bundle's folder, a packed file, any of its volumes, or a folder with volumes.</param>
    /// <param name="gate">Asked before the lock is read.</param>
    /// <param name="bases">Paths of bundles that have what a delta leaves out; the gate is asked about each of them, too.</param>
    /// <param name="allVolumes">Whether a volume that is missing or cut off is an error at once, and not when something on it is
    /// needed.</param>
    /// <exception cref="UserError">There is no finished bundle, one of a format that is not known, or the gate is shut.</exception>
    public static Bundle Open(string path, LockVerifier? gate = null, IReadOnlyList<string>? bases = null, bool allVolumes = true) =>
        Open(BundleFinder.Find(path, allVolumes), gate, bases);

    internal static Bundle Open(IBundleFiles files, LockVerifier? gate = null, IReadOnlyList<string>? bases = null)
    {
        try
        {
            return Read(files, gate, bases);
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>The folder that holds the files which the lock names.</summary>
    /// <exception cref="UserError">The bundle is packed: its files have no paths.</exception>
    public GuardedFolder Folder =>
        Files.Folder ?? throw new UserError($"'{Place}' is a packed bundle, and this needs its files", RemedyKind.UnpackBundle);

    /// <summary>Bytes of a file that the lock names, or that lies beside it; null when it is not there.</summary>
    public long? LengthOf(string file) => Files.LengthOf(file);

    /// <summary>A small file that lies beside the lock, unverified; null when it is not there.</summary>
    /// <exception cref="UserError">It is far larger than such a file can be.</exception>
    public byte[]? ReadOptional(string file) => Read(Files, file, LockFile.LargestPart);

    /// <summary>Whether the files of an image are there, at a glance: by their lengths.</summary>
    public bool Holds(LockedImage image) => Files.Holds(image);

    /// <summary>
    /// An image's archive. It is made as it is read, out of blobs whose digests are checked on the way, so that whoever gets it gets what
    /// the
    /// lock names or an error.
    /// </summary>
    /// <exception cref="ContentException">It is missing or damaged.</exception>
    public static Stream OpenArchive(BundleImage image) => new ArchiveStream(image);

    /// <summary>Numbers of the volumes that are not at hand; none of a bundle that is not packed.</summary>
    public IReadOnlyList<int> MissingVolumes =>
        Files is VolumeFiles { Set: var set } ? [.. Enumerable.Range(1, set.Count).Where(volume => set.FileOf(volume) is null)] : [];

    /// <summary>What the bundle was made from: components with their charts, values and images, as <c>list</c> resolved them.</summary>
    /// <exception cref="UserError">A chart or the channel's answer is missing or is not what the lock says.</exception>
    public ImageSet ReadImageSet() => LockedSet.Read(Lock, ReadFile, ReadArtifact);

    /// <summary>The artifacts that name images, from the images that hold them.</summary>
    /// <exception cref="UserError">One is missing or damaged.</exception>
    public IReadOnlyList<ResolvedArtifact> ReadArtifacts() =>
        [
            .. Lock
                .Components.Select(component => component.Artifact)
                .OfType<LockedArtifact>()
                .Select(artifact => ReadArtifact(ImageReference.Parse(artifact.Reference), LockedSet.RulesOf(artifact))),
        ];

    /// <summary>A chart or the channel's answer, checked against the lock.</summary>
    public byte[] ReadFile(string file, Digest digest)
    {
        var bytes = ReadOptional(file) ?? throw new UserError($"The bundle '{Place}' lacks {file}", RemedyKind.VerifyBundle);
        return Digest.Of(bytes) == digest
            ? bytes
            : throw new UserError($"{file} of the bundle '{Place}' is not what its lock says", RemedyKind.VerifyBundle);
    }

    public void Dispose()
    {
        foreach (var store in _stores.Values.Where(store => store.IsValueCreated))
        {
            store.Value.Dispose();
        }

        Bases.Dispose();
        Files.Dispose();
    }

    private static Bundle Read(IBundleFiles files, LockVerifier? gate, IReadOnlyList<string>? bases)
    {
        var bytes = Read(files, LockFile.Name, LockFile.LargestFile) ?? throw LockFile.NotThere(files.Place);
        gate?.Invoke(
            files.Place,
            bytes,
            LockSignatures.Of(
                Read(files, LockFile.SignatureName, LockFile.LargestFile),
                Read(files, LockFile.StatementName, LockFile.LargestFile)
            ),
            isOlder: false
        );
        var bundle = LockFile.ParseSound(bytes, Path.Combine(files.Place, LockFile.Name));
        return new Bundle(files, bytes, bundle, bases is null or [] ? BaseBlobs.None : BaseBlobs.Of(bases, gate));
    }

    private static byte[]? Read(IBundleFiles files, string file, long largest)
    {
        using var stream = files.Open(file);
        if (stream is null)
        {
            return null;
        }

        if (stream.Length > largest)
        {
            throw new UserError($"{file} of the bundle '{files.Place}' is {stream.Length} bytes long; no such file is so large");
        }

        var bytes = new byte[stream.Length];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private ResolvedArtifact ReadArtifact(ImageReference reference, ArtifactRules rules)
    {
        var image = Images.FirstOrDefault(image => image.Reference.Equals(reference))
            ?? throw new UserError($"The bundle '{Place}' lacks {reference.AsWritten}", "'wsm verify' lists everything that is missing.");
        try
        {
            // What is on disk is there at once: nothing is waited for.
            return ArtifactReader
                .ReadAsync(reference, image.ReadManifest(image.Root), rules, image, CancellationToken.None)
                .GetAwaiter()
                .GetResult();
        }
        catch (ContentException damage)
        {
            throw new UserError(
                $"{reference.AsWritten} cannot be read from the bundle '{Place}': {damage.Message}",
                "'wsm verify' lists everything that is missing or damaged.",
                cause: damage
            );
        }
    }

    private IBlobStore StoreOf(LockedImage image) =>
        _stores.GetOrAdd(image.File ?? "", _ => new Lazy<IBlobStore>(() => Files.OpenImage(image))).Value;
}

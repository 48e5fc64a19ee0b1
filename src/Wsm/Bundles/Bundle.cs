using System.Collections.Concurrent;
using Wsm.Bundles.Archives;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Volumes;
using Wsm.Catalogs;
using Wsm.Oci.Content;
using Wsm.Oci.References;

namespace Wsm.Bundles;

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

    internal IBundleFiles Files { get; }

    /// <summary>Earlier bundles, from which blobs are read that a delta leaves out.</summary>
    internal BaseBlobs Bases { get; }

    /// <param name="path">The bundle's folder, a packed file, any of its volumes, or a folder with volumes.</param>
    /// <param name="gate">Asked before the lock is read.</param>
    /// <param name="bases">Paths of bundles that have what a delta leaves out. The gate is not asked about them: only blobs that the delta's own lock names by digest are taken.</param>
    /// <param name="allVolumes">Whether a volume that is missing or cut off is an error at once, and not when something on it is needed.</param>
    /// <exception cref="UserError">There is no finished bundle, one of a format that is not known, or the gate is shut.</exception>
    public static Bundle Open(string path, LockGate? gate = null, IReadOnlyList<string>? bases = null, bool allVolumes = true) =>
        Open(BundleFinder.Find(path, allVolumes), gate, bases);

    internal static Bundle Open(IBundleFiles files, LockGate? gate = null, IReadOnlyList<string>? bases = null)
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

    /// <summary>The path of a file that the lock names.</summary>
    /// <exception cref="UserError">The bundle is packed: its files have no paths.</exception>
    public string PathOf(string file) =>
        BundleNames.PathIn(
            Files.Folder
                ?? throw new UserError($"'{Place}' is a packed bundle, and this needs its files", "'wsm unpack' makes a folder of it."),
            file
        );

    /// <summary>Bytes of a file that the lock names, or that lies beside it; null when it is not there.</summary>
    public long? LengthOf(string file) => Files.LengthOf(file);

    /// <summary>A small file that lies beside the lock, unverified; null when it is not there.</summary>
    /// <exception cref="UserError">It is far larger than such a file can be.</exception>
    public byte[]? ReadOptional(string file) => Read(Files, file, LockFile.LargestFile);

    /// <summary>Whether the files of an image are there, at a glance: by their lengths.</summary>
    public bool Holds(LockedImage image) => Files.Holds(image);

    /// <summary>An image's archive; one that is packed is made as it is read, with every digest checked.</summary>
    /// <exception cref="ContentException">It is missing or damaged.</exception>
    public Stream OpenArchive(BundleImage image) =>
        image.Entry.File is { } file && Files.Folder is not null
            ? Files.Open(file) ?? throw new ContentException($"{file} is not there") { IsNotFound = true }
            : new ArchiveStream(image);

    /// <summary>Numbers of the volumes that are not at hand; none of a bundle that is not packed.</summary>
    public IReadOnlyList<int> MissingVolumes =>
        Files is VolumeFiles { Set: var set } ? [.. Enumerable.Range(1, set.Count).Where(volume => set.FileOf(volume) is null)] : [];

    /// <summary>What the bundle was made from: components with their charts, values and images, as <c>list</c> resolved them.</summary>
    /// <exception cref="UserError">A chart or the channel's answer is missing or is not what the lock says.</exception>
    public ImageSet ReadImageSet() => LockedSet.Read(Lock, ReadFile);

    /// <summary>A chart or the channel's answer, checked against the lock.</summary>
    public byte[] ReadFile(string file, string digest)
    {
        var bytes = ReadOptional(file)
            ?? throw new UserError($"The bundle '{Place}' lacks {file}", "'wsm verify' lists everything that is missing.");
        return Digest.Of(bytes).ToString() == digest
            ? bytes
            : throw new UserError(
                $"{file} of the bundle '{Place}' is not what its lock says",
                "'wsm verify' lists everything that is damaged."
            );
    }

    public void Dispose()
    {
        foreach (var store in _stores.Values.Where(store => store.IsValueCreated))
            store.Value.Dispose();
        Bases.Dispose();
        Files.Dispose();
    }

    private static Bundle Read(IBundleFiles files, LockGate? gate, IReadOnlyList<string>? bases)
    {
        var bytes = Read(files, LockFile.Name, LockFile.LargestFile) ?? throw LockFile.NotThere(files.Place);
        gate?.Invoke(
            files.Place,
            bytes,
            Read(files, LockFile.SignatureName, LockFile.LargestFile) is { } signatures ? signatures : (ReadOnlyMemory<byte>?)null
        );
        var bundle = ParseLock(bytes, Path.Combine(files.Place, LockFile.Name));
        return new Bundle(files, bytes, bundle, bases is null or [] ? BaseBlobs.None : BaseBlobs.Of(bases));
    }

    /// <summary>A lock that makes sense.</summary>
    /// <param name="path">Where the bytes are from.</param>
    internal static BundleLock ParseLock(byte[] bytes, string path)
    {
        var bundle = LockFile.Parse(bytes, path);
        try
        {
            Validate(Path.GetDirectoryName(path)!, bundle);
            return bundle;
        }
        catch (FormatException error)
        {
            throw new UserError(
                $"'{path}' is malformed: {error.Message}",
                "Bring the file again from where the bundle was made.",
                ExitCode.Usage,
                error
            );
        }
    }

    private static byte[]? Read(IBundleFiles files, string file, long largest)
    {
        using var stream = files.Open(file);
        if (stream is null)
            return null;
        if (stream.Length > largest)
            throw new UserError($"{file} of the bundle '{files.Place}' is {stream.Length} bytes long; no such file is so large");
        var bytes = new byte[stream.Length];
        var read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return read == bytes.Length ? bytes : bytes[..read];
    }

    private static void Validate(string place, BundleLock bundle)
    {
        foreach (var image in bundle.Images)
        {
            if (image.File is null != (bundle.Layout == BundleLayout.Oci) || image.Contents.Count == 0)
                throw new FormatException($"{image.Reference} has no place");
            _ = ImageReference.Parse(image.Reference);
            _ = Digest.Parse(image.Digest);
            _ = Digest.Parse(image.SourceDigest);
            if (image.Contents.Any(content => content.Size < 0 || Digest.Parse(content.Digest).Hex.Length == 0))
                throw new FormatException($"{image.Reference} has content of a negative size");
        }

        if (bundle.Delta is { } delta)
            delta.Validate(bundle);
        foreach (
            var digest in bundle
                .Charts.Select(chart => chart.Digest)
                .Concat(bundle.Components.Select(component => component.Channel?.Digest).OfType<string>())
        )
            _ = Digest.Parse(digest);
        foreach (var file in bundle.Images.Select(image => image.File).Concat(bundle.Charts.Select(chart => chart.File)).OfType<string>())
            _ = BundleNames.PathIn(place, file);
    }

    private IBlobStore StoreOf(LockedImage image) =>
        _stores.GetOrAdd(image.File ?? "", _ => new Lazy<IBlobStore>(() => Files.OpenImage(image))).Value;
}

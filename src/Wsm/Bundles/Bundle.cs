using System.Collections.Concurrent;
using Wsm.Bundles.Archives;
using Wsm.Bundles.Layouts;
using Wsm.Catalogs;
using Wsm.Oci.References;

namespace Wsm.Bundles;

/// <summary>A finished bundle on disk, or on read-only media. Thread-safe; files are opened when first read.</summary>
public sealed class Bundle : IDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<IBlobStore>> _stores = [];

    private Bundle(string folder, BundleLock bundleLock)
    {
        Folder = folder;
        Lock = bundleLock;
        Images = [.. bundleLock.Images.Select(image => new BundleImage(image, () => StoreOf(image)))];
    }

    public string Folder { get; }

    public BundleLock Lock { get; }

    public IReadOnlyList<BundleImage> Images { get; }

    /// <exception cref="UserError">The folder holds no finished bundle, or one of a format that is not known.</exception>
    public static Bundle Open(string folder)
    {
        var bundle = LockFile.Read(Path.Combine(folder, LockFile.Name));
        try
        {
            Validate(folder, bundle);
            return new Bundle(folder, bundle);
        }
        catch (FormatException error)
        {
            throw new UserError($"The lock of bundle '{folder}' is malformed: {error.Message}", exitCode: ExitCode.Usage, cause: error);
        }
    }

    /// <summary>The path of a file that the lock names.</summary>
    public string PathOf(string file) => BundleNames.PathIn(Folder, file);

    /// <summary>What the bundle was made from: components with their charts, values and images, as <c>list</c> resolved them.</summary>
    /// <exception cref="UserError">A chart or the channel's answer is missing or is not what the lock says.</exception>
    public ImageSet ReadImageSet() => LockedSet.Read(Lock, (file, digest) => ReadFile(file, digest));

    /// <summary>A chart or the channel's answer, checked against the lock.</summary>
    public byte[] ReadFile(string file, string digest)
    {
        var path = PathOf(file);
        if (!File.Exists(path)) throw new UserError($"The bundle '{Folder}' lacks {file}", "'wsm verify' lists everything that is missing.");
        var bytes = File.ReadAllBytes(path);
        return Digest.Of(bytes).ToString() == digest ? bytes : throw new UserError($"{file} of the bundle '{Folder}' is not what its lock says", "'wsm verify' lists everything that is damaged.");
    }

    public void Dispose()
    {
        foreach (var store in _stores.Values.Where(store => store.IsValueCreated)) store.Value.Dispose();
    }

    private static void Validate(string folder, BundleLock bundle)
    {
        foreach (var image in bundle.Images)
        {
            if (image.File is null != (bundle.Layout == BundleLayout.Oci) || image.Contents.Count == 0) throw new FormatException($"{image.Reference} has no place");
            _ = Digest.Parse(image.SourceDigest);
            if (image.Contents.Any(content => content.Size < 0 || Digest.Parse(content.Digest).Hex.Length == 0)) throw new FormatException($"{image.Reference} has content of a negative size");
        }

        foreach (var digest in bundle.Charts.Select(chart => chart.Digest).Concat(bundle.Components.Select(component => component.Channel?.Digest).OfType<string>())) _ = Digest.Parse(digest);
        foreach (var file in bundle.Images.Select(image => image.File).Concat(bundle.Charts.Select(chart => chart.File)).OfType<string>()) _ = BundleNames.PathIn(folder, file);
    }

    private IBlobStore StoreOf(LockedImage image) =>
        _stores.GetOrAdd(image.File ?? "", file => new Lazy<IBlobStore>(() => file.Length == 0 ? new LayoutReader(PathOf(BundleNames.Images)) : LockedArchive.Open(PathOf(file), image))).Value;
}

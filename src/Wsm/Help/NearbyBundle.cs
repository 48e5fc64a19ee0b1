using System.Text;
using System.Text.Json;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Oci.Files;
using Wsm.Product.Failures;
using Wsm.Site.Relocations;

namespace Wsm.Help;

/// <summary>A bundle that can be seen from the folder the person is in.</summary>
/// <param name="Place">As one would write it after <c>--bundle</c>.</param>
/// <param name="Lock">Null where it cannot be read.</param>
/// <param name="Interrupted">Whether a download or an update of it has not come to its end.</param>
/// <param name="Present">How many of its images are there as a whole.</param>
internal sealed record NearbyBundle(string Place, BundleLock? Lock, bool Interrupted, int Present)
{
    private const string Packed = "*.wsm";
    private const long LargestNote = 16L << 20;

    /// <summary>Where its last push went; null where none is recorded.</summary>
    public RelocationFile? Pushed { get; private init; }

    /// <summary>Finds bundles: in the folder itself, in its folder <c>bundle</c>, then in the others directly below, by name.</summary>
    public static IReadOnlyList<NearbyBundle> FindFrom(string folder, string preferred)
    {
        var quiet = new EnumerationOptions { IgnoreInaccessible = true };
        var below = Directory.Exists(folder)
            ? Directory.EnumerateDirectories(folder, "*", quiet).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)
            : Enumerable.Empty<string>();
        return [.. below.OrderBy(name => name != preferred).Prepend(".").Select(place => Look(folder, place)).OfType<NearbyBundle>()];
    }

    private static NearbyBundle? Look(string folder, string place)
    {
        var path = Path.Combine(folder, place);
        var guarded = new GuardedFolder(path);
        var interrupted = LockFile.IsUnfinished(guarded);
        if (!interrupted && guarded.Look(LockFile.Name).Kind != EntryKind.File)
        {
            return LookPacked(path, place);
        }

        try
        {
            var contents = LockFile.Read(guarded, interrupted ? LockFile.PartialName : LockFile.Name);
            return new NearbyBundle(
                place,
                contents,
                interrupted,
                contents.Images.Count(image => image.File is { } file && guarded.Contains(BundleNames.Plain(file)))
            )
            {
                Pushed = ReadPushed(guarded),
            };
        }
        catch (Exception unreadable) when (unreadable is UserError or IOException or UnauthorizedAccessException)
        {
            return new NearbyBundle(place, null, interrupted, 0);
        }
    }

    /// <summary>Volumes are told by their names here; whoever gave them others names them with --bundle.</summary>
    private static NearbyBundle? LookPacked(string path, string place)
    {
        try
        {
            if (!Directory.EnumerateFiles(path, Packed).Any())
            {
                return null;
            }

            using var bundle = Bundle.Open(path, allVolumes: false);
            return new NearbyBundle(place, bundle.Lock, false, bundle.Lock.Images.Count);
        }
        catch (Exception unreadable) when (unreadable is UserError or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static RelocationFile? ReadPushed(GuardedFolder folder)
    {
        try
        {
            return folder.ReadAll(RelocationFile.FileName, LargestNote) is { } bytes
                ? RelocationFile.Parse(Encoding.UTF8.GetString(bytes))
                : null;
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

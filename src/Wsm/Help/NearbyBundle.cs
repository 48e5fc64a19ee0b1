using System.Text.Json;
using Wsm.Bundles;
using Wsm.Relocate;

namespace Wsm.Help;

/// <summary>A bundle that can be seen from the folder the person is in.</summary>
/// <param name="Place">As one would write it after <c>--bundle</c>.</param>
/// <param name="Lock">Null where it cannot be read.</param>
/// <param name="Interrupted">Whether a download or an update of it has not come to its end.</param>
/// <param name="Present">How many of its images are there as a whole.</param>
internal sealed record NearbyBundle(string Place, BundleLock? Lock, bool Interrupted, int Present)
{
    private const string Packed = "*.wsm";

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
        var interrupted = File.Exists(Path.Combine(path, LockFile.PartialName));
        if (!interrupted && !File.Exists(Path.Combine(path, LockFile.Name)))
            return LookPacked(path, place);
        try
        {
            var contents = LockFile.Read(Path.Combine(path, interrupted ? LockFile.PartialName : LockFile.Name));
            return new NearbyBundle(
                place,
                contents,
                interrupted,
                contents.Images.Count(image => image.File is { } file && File.Exists(BundleNames.PathIn(path, file)))
            )
            {
                Pushed = ReadPushed(path),
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
                return null;
            using var bundle = Bundle.Open(path, allVolumes: false);
            return new NearbyBundle(place, bundle.Lock, false, bundle.Lock.Images.Count);
        }
        catch (Exception unreadable) when (unreadable is UserError or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static RelocationFile? ReadPushed(string path)
    {
        try
        {
            return RelocationFile.Parse(File.ReadAllText(Path.Combine(path, RelocationFile.FileName)));
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}

using Wsm.Bundles;

namespace Wsm.Help;

/// <summary>A bundle that can be seen from the folder the person is in.</summary>
/// <param name="Place">As one would write it after <c>--bundle</c>.</param>
/// <param name="Lock">Null where it cannot be read.</param>
/// <param name="Interrupted">Whether a download or an update of it has not come to its end.</param>
/// <param name="Present">How many of its images are there as a whole.</param>
internal sealed record NearbyBundle(string Place, BundleLock? Lock, bool Interrupted, int Present)
{
    /// <summary>Finds bundles: in the folder itself, in its folder <c>bundle</c>, then in the others directly below, by name.</summary>
    public static IReadOnlyList<NearbyBundle> FindFrom(string folder, string preferred)
    {
        var quiet = new EnumerationOptions { IgnoreInaccessible = true };
        var below = Directory.Exists(folder) ? Directory.EnumerateDirectories(folder, "*", quiet).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal) : Enumerable.Empty<string>();
        return [.. below.OrderBy(name => name != preferred).Prepend(".").Select(place => Look(folder, place)).OfType<NearbyBundle>()];
    }

    private static NearbyBundle? Look(string folder, string place)
    {
        var path = Path.Combine(folder, place);
        var interrupted = File.Exists(Path.Combine(path, LockFile.PartialName));
        if (!interrupted && !File.Exists(Path.Combine(path, LockFile.Name))) return null;
        try
        {
            var contents = LockFile.Read(Path.Combine(path, interrupted ? LockFile.PartialName : LockFile.Name));
            return new NearbyBundle(place, contents, interrupted, contents.Images.Count(image => image.File is { } file && File.Exists(BundleNames.PathIn(path, file))));
        }
        catch (Exception unreadable) when (unreadable is UserError or IOException or UnauthorizedAccessException)
        {
            return new NearbyBundle(place, null, interrupted, 0);
        }
    }
}

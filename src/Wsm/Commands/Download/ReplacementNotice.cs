using Wsm.Bundles.Locks;
using Wsm.Oci.Files;
using Wsm.Product.Resolving;
using Wsm.Product.Wording;

namespace Wsm.Commands.Download;

/// <summary>What a download into a finished bundle is about to replace, said before it begins.</summary>
internal static class ReplacementNotice
{
    private const int Named = 5;

    /// <summary>Null where there is no finished bundle, or the same images come again.</summary>
    /// <exception cref="Product.Failures.UserError">The lock cannot be read.</exception>
    public static string? Of(string folder, ImageSet set)
    {
        var held = new GuardedFolder(folder);
        if (!held.Contains(LockFile.Name))
        {
            return null;
        }

        var there = LockFile
            .Read(held, LockFile.Name)
            .Images.Where(image => image.ReferrerOf is null)
            .Select(image => image.Reference)
            .ToHashSet();
        var wanted = set.Images.Select(image => image.Reference.AsWritten).ToHashSet();
        var going = there.Except(wanted).Order(StringComparer.Ordinal).ToList();
        var coming = wanted.Except(there).Count();
        if (going.Count == 0 && coming == 0)
        {
            return null;
        }

        var names = going.Count == 0 ? "" : $" ({string.Join(", ", going.Take(Named))}{(going.Count > Named ? " …" : "")})";
        return $"{folder} holds a finished bundle: of its {Counted.Text(there.Count, "image")}, {going.Count} will go{names}, and "
            + $"{coming} will come. "
            + "It stays as it is until the new one is whole.";
    }
}

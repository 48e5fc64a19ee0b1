using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Oci.References;

namespace Wsm.Bundles.Inventories;

/// <summary>Takes the inventory of a bundle.</summary>
public static class BundleInventory
{
    /// <summary>
    /// What really lies in the bundle: a blob that is missing or cut off is left out. Damage inside one is not looked for.
    /// </summary>
    public static Inventory Of(Bundle bundle) =>
        Of(
            bundle.Lock,
            bundle.Images.SelectMany(
                image => image.Entry.Contents.Where(image.Reaches),
                (image, content) => (image.Reference.Name, content)
            )
        );

    /// <summary>What a lock says, with nothing looked at.</summary>
    public static Inventory Of(BundleLock bundle) =>
        Of(
            bundle,
            bundle.Images.SelectMany(image => image.Contents, (image, content) => (ImageReference.Parse(image.Reference).Name, content))
        );

    private static Inventory Of(BundleLock bundle, IEnumerable<(string Repository, LockedContent Content)> contents)
    {
        var absent = bundle.AbsentDigests();
        return Inventory.Of(
            bundle,
            contents
                .Where(held => !held.Content.IsManifest && !absent.Contains(held.Content.Digest))
                .GroupBy(held => held.Repository, held => held.Content.Digest.ToString())
                .Select(place => new InventoryPlace(PlaceKind.Bundle, place.Key, [.. place.Distinct().Order(StringComparer.Ordinal)]))
        );
    }
}

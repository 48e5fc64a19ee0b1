using Wsm.Bundles.Locks;

namespace Wsm.Bundles.Inventories;

/// <summary>
/// Which blobs the receiving side has, and where: a small file that is carried out, so that the next bundle leaves them out. Described in
/// <c>bundle/README.md</c>; the order of properties here is the order in the file.
/// </summary>
public sealed record Inventory
{
    public const string CurrentVersion = "wsm/v1";

    public const string KindWord = "Inventory";

    public required string ApiVersion { get; init; }

    public required string Kind { get; init; }

    /// <summary>The name of the bundle that was looked at, or whose contents a registry was asked for.</summary>
    public required string Name { get; init; }

    /// <summary>That bundle's identity: the checksum of its lock. Of an inventory in text form only its beginning is known.</summary>
    public required string Lock { get; init; }

    /// <summary>Sorted by repository.</summary>
    public required IReadOnlyList<InventoryPlace> Places { get; init; }

    /// <summary>How many different blobs it names.</summary>
    public int CountBlobs() => Places.SelectMany(place => place.Blobs).Distinct().Count();

    public static Inventory Of(BundleLock bundle, IEnumerable<InventoryPlace> places) =>
        new()
        {
            ApiVersion = CurrentVersion,
            Kind = KindWord,
            Name = bundle.Name,
            Lock = bundle.Checksum,
            Places = [.. places.Where(place => place.Blobs.Count > 0).OrderBy(place => place.Repository, StringComparer.Ordinal)],
        };
}

/// <summary>A repository and the blobs in it.</summary>
/// <param name="Repository">With its host: where a bundle has its images from, or where a registry has them.</param>
/// <param name="Blobs">Digests, sorted; in an inventory that was read from text, their first twenty digits each.</param>
public sealed record InventoryPlace(PlaceKind Kind, string Repository, IReadOnlyList<string> Blobs);

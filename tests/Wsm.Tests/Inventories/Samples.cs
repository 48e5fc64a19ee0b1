using Wsm.Bundles.Inventories;
using Wsm.Bundles.Locks;

namespace Wsm.Tests.Inventories;

internal static class Samples
{
    public const string Lock = "sha256:00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    public static Inventory Inventory(params (string Repository, string[] Blobs)[] places) =>
        new()
        {
            ApiVersion = Wsm.Bundles.Inventories.Inventory.CurrentVersion,
            Kind = Wsm.Bundles.Inventories.Inventory.KindWord,
            Name = "sample",
            Lock = Lock,
            Places = [.. places.Select(place => new InventoryPlace(PlaceKind.Registry, place.Repository, place.Blobs))],
        };

    /// <summary>An inventory of random digests, sorted.</summary>
    public static Inventory Random(int seed, params int[] sizes)
    {
        var random = new Random(seed);
        return Inventory([
            .. sizes.Select(
                (size, place) =>
                    (
                        $"registry.example.com/loki/oil-{place}",
                        Enumerable.Range(0, size).Select(_ => Digest(random)).Order(StringComparer.Ordinal).ToArray()
                    )
            ),
        ]);
    }

    private static string Digest(Random random)
    {
        var bytes = new byte[32];
        random.NextBytes(bytes);
        return "sha256:" + Convert.ToHexStringLower(bytes);
    }
}

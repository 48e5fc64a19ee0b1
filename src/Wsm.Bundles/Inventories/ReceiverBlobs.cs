using Wsm.Bundles.Contents;
using Wsm.Bundles.Locks;
using Wsm.Oci.Models;
using Wsm.Oci.References;

namespace Wsm.Bundles.Inventories;

/// <summary>What several inventories together say that the receiving side has.</summary>
public sealed class ReceiverBlobs
{
    private readonly List<HeldPlace> _places;
    private readonly Dictionary<string, SortedSet<int>> _held = new(StringComparer.Ordinal);

    public ReceiverBlobs(IEnumerable<Inventory> inventories)
    {
        var held = inventories
            .SelectMany(
                inventory => inventory.Places,
                (inventory, place) => (Place: new HeldPlace(place.Kind, inventory.Name, inventory.Lock, place.Repository), place.Blobs)
            )
            .ToList();
        _places =
        [
            .. held.Select(pair => pair.Place)
                .Distinct()
                .OrderBy(place => place.Kind)
                .ThenBy(place => place.Name, StringComparer.Ordinal)
                .ThenBy(place => place.Lock, StringComparer.Ordinal)
                .ThenBy(place => place.Repository, StringComparer.Ordinal),
        ];
        var numbers = _places.Select((place, number) => (place, number)).ToDictionary(pair => pair.place, pair => pair.number);
        foreach (var (place, blobs) in held)
        {
            foreach (var blob in blobs)
            {
                (_held.TryGetValue(blob, out var places) ? places : _held[blob] = []).Add(numbers[place]);
            }
        }
    }

    /// <summary>How much of what images consist of need not travel. Manifests always do.</summary>
    public LockedDelta LeaveOutOf(IEnumerable<ImageContents> images)
    {
        var absent = images
            .SelectMany(image => image.Blobs)
            .Where(blob => !MediaTypes.IsManifest(blob.MediaType) && !MediaTypes.IsIndex(blob.MediaType))
            .DistinctBy(blob => blob.Digest)
            .Select(blob => new AbsentBlob(blob.Digest, blob.Size, [.. PlacesOf(blob.Digest)]))
            .Where(blob => blob.At.Count > 0)
            .OrderBy(blob => blob.Digest.ToString(), StringComparer.Ordinal)
            .ToList();
        var used = absent.SelectMany(blob => blob.At).Distinct().Order().ToList();
        return new LockedDelta(
            [.. used.Select(number => _places[number])],
            [.. absent.Select(blob => blob with { At = [.. blob.At.Select(number => used.IndexOf(number))] })]
        );
    }

    private IEnumerable<int> PlacesOf(Digest digest)
    {
        var whole = _held.GetValueOrDefault(digest.ToString()) ?? [];
        // An inventory from text knows the beginning only.
        var begun =
            digest.Algorithm == Digest.Sha256
                ? _held.GetValueOrDefault(InventoryText.Scheme + digest.Hex[..InventoryText.KeptDigits]) ?? []
                : [];
        return whole.Union(begun).Order();
    }
}

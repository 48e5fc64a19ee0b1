using Wsm.Bundles;
using Wsm.Delivery.Preflights;
using Wsm.Oci.Registry;
using Wsm.Relocate;

namespace Wsm.Push;

/// <summary>What can be said of a bundle's files without reading them.</summary>
internal static class BundleGlance
{
    public static Finding LookAt(Bundle bundle)
    {
        var wrong = bundle
            .Lock.Images.Where(image => !bundle.Holds(image))
            .Select(image => image.File ?? image.Reference)
            .Concat(bundle.Lock.Charts.Where(chart => bundle.LengthOf(chart.File) is null).Select(chart => chart.File))
            .ToList();
        return wrong.Count == 0
            ? new Finding("bundle", true, $"{bundle.Images.Count} images and {bundle.Lock.Charts.Count} charts are there, at their sizes")
            : new Finding(
                "bundle",
                false,
                $"missing or cut off: {string.Join(", ", wrong.Take(3))}{(wrong.Count > 3 ? $" and {wrong.Count - 3} more" : "")}",
                "'wsm verify' lists everything that is missing or damaged."
            );
    }

    /// <summary>Whether what a delta left out is at the target; null where nothing was left out, or no registry was named.</summary>
    public static Func<RegistryClient, Task<Finding>>? AskDelta(
        Bundle bundle,
        RelocationOptions? relocation,
        CancellationToken cancellationToken
    ) =>
        relocation is null || bundle.Lock.Delta is not { Absent.Count: > 0 }
            ? null
            : async client =>
            {
                var shipment = await BundleShipment.ReadAsync(bundle, relocation, cancellationToken);
                var closure = await new Closure(client, bundle, Relocation.Create(relocation)).ProveAsync(
                    shipment.Images,
                    cancellationToken
                );
                return new Finding(
                    "delta",
                    closure.Missing.Count == 0,
                    closure.Summary,
                    closure.Missing.Count == 0 ? null : string.Join('\n', [.. closure.Details, closure.Hint])
                );
            };
}

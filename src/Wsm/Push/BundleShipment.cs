using Wsm.Bundles;
using Wsm.Delivery;
using Wsm.Delivery.Reporting;
using Wsm.Relocate;

namespace Wsm.Push;

/// <summary>A bundle as a shipment: its images read straight from their archives.</summary>
internal static class BundleShipment
{
    /// <param name="relocation">Null to leave the images where they are.</param>
    /// <exception cref="UserError">Two images would land on one target.</exception>
    public static async Task<Shipment> ReadAsync(Bundle bundle, RelocationOptions? relocation, CancellationToken cancellationToken)
    {
        var charts = ChartsOf(bundle);
        if (relocation is null)
            return new Shipment { Charts = charts };

        var ways = WaysOf(bundle, relocation);
        var whole = new List<ImageToDeliver>();
        var damaged = new List<DeliveredItem>();
        foreach (var (image, way) in bundle.Images.Zip(ways))
        {
            try
            {
                var root = await image.GetManifestAsync(image.Root.ToString(), cancellationToken);
                var contents = await ImageContents.ReadAsync(image.Reference, root, null, image, cancellationToken);
                whole.Add(
                    new ImageToDeliver
                    {
                        Way = way,
                        Manifests = contents.Manifests,
                        Blobs = contents.Blobs,
                        Content = image,
                    }
                );
            }
            catch (Exception e) when (DeliveryFailure.IsOf(e))
            {
                damaged.Add(DeliveredItems.Failed(DeliveredItems.Of(way, image.Root), e));
            }
        }
        return new Shipment
        {
            Ways = ways,
            Images = whole,
            Unreadable = damaged,
            Charts = charts,
        };
    }

    /// <param name="relocation">Null to leave the images where they are.</param>
    /// <exception cref="UserError">Two images would land on one target.</exception>
    public static IReadOnlyList<RelocatedImage> WaysOf(Bundle bundle, RelocationOptions? relocation) =>
        relocation is null ? [] : Relocation.Create(relocation).RelocateAll(bundle.Images.Select(image => (image.Reference, image.Root)));

    public static IReadOnlyList<ChartToDeliver> ChartsOf(Bundle bundle) =>
        [
            .. bundle.Lock.Charts.Select(chart => new ChartToDeliver(chart.Name, chart.Version, () =>
                bundle.ReadFile(chart.File, chart.Digest)
            )),
        ];
}

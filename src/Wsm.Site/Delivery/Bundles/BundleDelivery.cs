using Wsm.Bundles.Contents;
using Wsm.Bundles.Reading;
using Wsm.Product.Failures;
using Wsm.Site.Artifacts;
using Wsm.Site.ChartStores;
using Wsm.Site.Relocations;

namespace Wsm.Site.Delivery.Bundles;

/// <summary>A bundle as a delivery plan: its images read straight from their archives.</summary>
public static class BundleDelivery
{
    /// <param name="relocation">Null to leave the images where they are.</param>
    /// <exception cref="UserError">Two images would land on one target.</exception>
    public static async Task<DeliveryPlan> ReadAsync(Bundle bundle, RelocationOptions? relocation, CancellationToken cancellationToken)
    {
        var charts = ChartsOf(bundle);
        if (relocation is null)
        {
            return new DeliveryPlan { Charts = charts };
        }

        var rules = Relocation.Create(relocation);
        var relocations = RelocatedOf(bundle, rules);
        var copies = ArtifactCopies.In(bundle, rules);
        var whole = new List<ImageToDeliver>();
        var damaged = new List<DeliveredItem>();
        foreach (var (image, relocated) in bundle.Images.Zip(relocations))
        {
            try
            {
                var contents = ImageContents.Read(image);
                whole.Add(
                    new ImageToDeliver
                    {
                        Relocated = relocated,
                        Manifests = contents.Manifests,
                        Blobs = contents.Blobs,
                        Content = image,
                        LeftOut = contents.LeftOut,
                    }
                );
            }
            catch (Exception e) when (DeliveryFailure.IsOf(e))
            {
                damaged.Add(DeliveredItems.Failed(DeliveredItems.Of(relocated, image.Root), e));
            }
        }
        return new DeliveryPlan
        {
            Relocated = [.. relocations, .. copies.Select(copy => copy.Relocated)],
            Images = whole,
            Copies = copies,
            Unreadable = damaged,
            Charts = charts,
        };
    }

    /// <summary>Everything relocated, what is made anew included.</summary>
    /// <param name="relocation">Null to leave the images where they are.</param>
    /// <exception cref="UserError">Two images would land on one target.</exception>
    public static IReadOnlyList<RelocatedImage> RelocatedOf(Bundle bundle, RelocationOptions? relocation)
    {
        if (relocation is null)
        {
            return [];
        }

        var rules = Relocation.Create(relocation);
        return [.. RelocatedOf(bundle, rules), .. ArtifactCopies.In(bundle, rules).Select(copy => copy.Relocated)];
    }

    private static IReadOnlyList<RelocatedImage> RelocatedOf(Bundle bundle, Relocation rules) =>
        rules.RelocateAll(bundle.Images.Select(image => (image.Reference, image.Root)));

    public static IReadOnlyList<ChartToDeliver> ChartsOf(Bundle bundle) =>
        [.. bundle.Lock.Charts.Select(chart => new ChartToDeliver(chart.Name, chart.Version, () => BundledChart.Read(bundle, chart)))];
}

using Wsm.Bundles.Contents;
using Wsm.Bundles.Reading;
using Wsm.Oci.References;
using Wsm.Product.Failures;
using Wsm.Site.Artifacts;
using Wsm.Site.ChartStores;
using Wsm.Site.Conversions;
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

        var rules = BundleConversion.RelocationOf(bundle, relocation);
        var relocations = RelocatedOf(bundle, rules);
        var copies = ArtifactCopies.In(bundle, rules);
        var whole = new List<ImageToDeliver>();
        var damaged = new List<DeliveredItem>();
        foreach (var (image, relocated) in bundle.Images.Zip(relocations))
        {
            try
            {
                whole.Add(ImagePlan.Of(ImageContents.Read(image), image, relocated, relocation.Convert));
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
    /// <returns>Each with the digest that its target will have; null for what is made anew.</returns>
    /// <exception cref="UserError">Two images would land on one target.</exception>
    public static IReadOnlyList<(RelocatedImage Relocated, Digest? Digest)> RelocatedOf(Bundle bundle, RelocationOptions? relocation)
    {
        if (relocation is null)
        {
            return [];
        }

        var rules = BundleConversion.RelocationOf(bundle, relocation);
        return
        [
            .. RelocatedOf(bundle, rules).Zip(bundle.Images, (relocated, image) => (relocated, (Digest?)rules.Inside(image.Root))),
            .. ArtifactCopies.In(bundle, rules).Select(copy => (copy.Relocated, (Digest?)null)),
        ];
    }

    private static IReadOnlyList<RelocatedImage> RelocatedOf(Bundle bundle, Relocation rules) =>
        rules.RelocateAll(bundle.Images.Select(image => (image.Reference, image.Root)));

    public static IReadOnlyList<ChartToDeliver> ChartsOf(Bundle bundle) =>
        [.. bundle.Lock.Charts.Select(chart => new ChartToDeliver(chart.Name, chart.Version, () => BundledChart.Read(bundle, chart)))];
}

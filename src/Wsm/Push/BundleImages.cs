using Wsm.Bundles;
using Wsm.Delivery;
using Wsm.Relocate;

namespace Wsm.Push;

/// <summary>The images of a bundle, ready to be delivered, and those whose manifests cannot be read.</summary>
internal sealed record BundleImages(IReadOnlyList<ImageToDeliver> Whole, IReadOnlyList<PushedItem> Damaged, IReadOnlyList<RelocatedImage> Ways)
{
    /// <exception cref="UserError">Two images would land on one target.</exception>
    public static async Task<BundleImages> ReadAsync(Bundle bundle, Relocation relocation, CancellationToken cancellationToken)
    {
        var ways = relocation.RelocateAll(bundle.Images.Select(image => (image.Reference, image.Root)));
        var whole = new List<ImageToDeliver>();
        var damaged = new List<PushedItem>();
        foreach (var (image, way) in bundle.Images.Zip(ways))
        {
            try
            {
                var root = await image.GetManifestAsync(image.Root.ToString(), cancellationToken);
                var contents = await ImageContents.ReadAsync(image.Reference, root, null, image, cancellationToken);
                whole.Add(new ImageToDeliver { Way = way, Manifests = contents.Manifests, Blobs = contents.Blobs, Content = image });
            }
            catch (Exception e) when (DeliveryFailure.IsOf(e) || e is UserError)
            {
                damaged.Add(PushedItems.Of(way, image.Root) with { Result = PushResult.Failed, Reason = e.Message, Hint = (e as UserError)?.Hint });
            }
        }
        return new BundleImages(whole, damaged, ways);
    }
}

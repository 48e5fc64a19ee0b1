using Wsm.Bundles;
using Wsm.Delivery;

namespace Wsm.Push;

/// <summary>Watches a push; called from several threads.</summary>
internal interface IPushWatch : IDeliveryWatch
{
    void Expect(IReadOnlyList<ImageToDeliver> images, IReadOnlyList<LockedChart> charts);

    void Ended(PushedItem item);
}

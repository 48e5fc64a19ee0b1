using Wsm.Delivery.Reporting;

namespace Wsm.Delivery;

/// <summary>Watches a whole shipment; called from several threads.</summary>
internal interface IShipmentWatch : IDeliveryWatch
{
    void Expect(IReadOnlyList<ImageToDeliver> images, int charts);

    void Ended(DeliveredItem item);
}

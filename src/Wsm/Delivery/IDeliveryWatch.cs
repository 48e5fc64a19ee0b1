namespace Wsm.Delivery;

/// <summary>Watches a delivery; called from several threads.</summary>
public interface IDeliveryWatch
{
    void Began(ImageToDeliver image);

    /// <summary>Bytes that are done with: sent, mounted, or found there. Negative when some must be sent again.</summary>
    void Advanced(ImageToDeliver image, long bytes);

    void Ended(DeliveredImage image);
}

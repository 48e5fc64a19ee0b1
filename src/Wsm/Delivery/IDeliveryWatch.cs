namespace Wsm.Delivery;

/// <summary>Watches a delivery; called from several threads.</summary>
public interface IDeliveryWatch
{
    void Began(ImageToDeliver image);

    /// <summary>Bytes that were sent; negative when some must be sent again.</summary>
    void Advanced(ImageToDeliver image, long bytes);

    /// <summary>Bytes that need not be sent on this image's account: mounted, found there, or sent for another one.</summary>
    void Kept(ImageToDeliver image, long bytes);

    void Ended(DeliveredImage image);
}

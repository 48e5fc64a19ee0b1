namespace Wsm.Site.Delivery;

/// <summary>Is told how a delivery goes on. Called from several threads.</summary>
public interface IDeliveryWatch
{
    /// <summary>Once, before the first byte is sent.</summary>
    void Expect(IReadOnlyList<ImageToDeliver> images, int charts);

    void Began(ImageToDeliver image);

    /// <summary>Bytes that were sent; negative when some must be sent again.</summary>
    void Advanced(ImageToDeliver image, long bytes);

    /// <summary>Bytes that need not be sent on this image's account: mounted, found there, or sent for another one.</summary>
    void Kept(ImageToDeliver image, long bytes);

    void Ended(DeliveredImage image);

    /// <summary>A chart, or an image of which nothing could be sent.</summary>
    void Ended(DeliveredItem item);
}

using Wsm.Site.Delivery;

namespace Wsm.Tests.Delivery;

/// <summary>Adds up what a delivery tells.</summary>
internal sealed class Watch : IDeliveryWatch
{
    private long _advanced;
    private long _kept;

    /// <summary>Bytes that were sent.</summary>
    public long Advanced => _advanced;

    /// <summary>Bytes that needed no sending.</summary>
    public long Kept => _kept;

    public int Ended { get; private set; }

    public void Expect(IReadOnlyList<ImageToDeliver> images, int charts) { }

    public void Began(ImageToDeliver image) { }

    void IDeliveryWatch.Advanced(ImageToDeliver image, long bytes) => Interlocked.Add(ref _advanced, bytes);

    void IDeliveryWatch.Kept(ImageToDeliver image, long bytes) => Interlocked.Add(ref _kept, bytes);

    void IDeliveryWatch.Ended(DeliveredImage image)
    {
        lock (this)
        {
            Ended++;
        }
    }

    void IDeliveryWatch.Ended(DeliveredItem item) { }
}

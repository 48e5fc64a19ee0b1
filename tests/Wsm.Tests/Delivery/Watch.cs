using Wsm.Delivery;

namespace Wsm.Tests.Delivery;

/// <summary>Adds up what a delivery tells.</summary>
internal sealed class Watch : IDeliveryWatch
{
    private long _advanced;

    public long Advanced => _advanced;

    public int Ended { get; private set; }

    public void Began(ImageToDeliver image)
    {
    }

    void IDeliveryWatch.Advanced(ImageToDeliver image, long bytes) => Interlocked.Add(ref _advanced, bytes);

    void IDeliveryWatch.Ended(DeliveredImage image)
    {
        lock (this) Ended++;
    }
}

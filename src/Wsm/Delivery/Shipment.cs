using Wsm.Delivery.Reporting;
using Wsm.Relocate;

namespace Wsm.Delivery;

/// <summary>All that is to be brought inside, wherever it comes from.</summary>
public sealed record Shipment
{
    /// <summary>Every image's way, in the order of the report; none where no registry was named.</summary>
    public IReadOnlyList<RelocatedImage> Ways { get; init; } = [];

    public IReadOnlyList<ImageToDeliver> Images { get; init; } = [];

    /// <summary>Images that could not even be read.</summary>
    public IReadOnlyList<DeliveredItem> Unreadable { get; init; } = [];

    public IReadOnlyList<ChartToDeliver> Charts { get; init; } = [];
}

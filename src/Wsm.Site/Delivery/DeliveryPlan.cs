using Wsm.Site.Relocations;

namespace Wsm.Site.Delivery;

/// <summary>All that is to be brought inside, wherever it comes from.</summary>
public sealed record DeliveryPlan
{
    /// <summary>Every image relocated, in the order of the report; none where no registry was named.</summary>
    public IReadOnlyList<RelocatedImage> Relocated { get; init; } = [];

    public IReadOnlyList<ImageToDeliver> Images { get; init; } = [];

    /// <summary>
    /// Lists of images that are made anew, with the places inside: sent last, and only when every image is there, so that nothing is named
    /// before it can be pulled.
    /// </summary>
    public IReadOnlyList<ImageToDeliver> Copies { get; init; } = [];

    /// <summary>Images that could not even be read.</summary>
    public IReadOnlyList<DeliveredItem> Unreadable { get; init; } = [];

    public IReadOnlyList<ChartToDeliver> Charts { get; init; } = [];

    /// <summary>Which part of the whole this is; null for all of it.</summary>
    public ShardShare? Share { get; init; }

    /// <summary>Images of which other shards bring everything.</summary>
    public IReadOnlyList<ImageToDeliver> Others { get; init; } = [];
}

namespace Wsm.Site.Delivery;

public sealed record DeliveryOptions
{
    /// <summary>Blobs on their way at once.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>Bytes; null sends each blob in one request where the registry takes it.</summary>
    public int? ChunkSize { get; init; }

    /// <summary>Tags that stand for other content are kept.</summary>
    public bool NoReplace { get; init; }
}

namespace Wsm.Delivery;

public sealed record DeliveryOptions
{
    /// <summary>Blobs on their way at once.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>Bytes; null sends each blob in one request where the registry takes it.</summary>
    public int? ChunkSize { get; init; }
}

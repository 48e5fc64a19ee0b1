using Wsm.Oci.References;

namespace Wsm.Site.Delivery;

/// <summary>What came of one image.</summary>
/// <param name="Sent">Bytes of blobs that travelled for it.</param>
/// <param name="Mounted">Bytes of blobs that the registry linked from another of its repositories.</param>
/// <param name="Replaces">What the target's tag stood for before; null when that was nothing else, or is not known.</param>
/// <param name="Failure">Why it failed; null unless it did.</param>
public sealed record DeliveredImage(
    ImageToDeliver Image,
    DeliveryOutcome Outcome,
    long Sent,
    long Mounted,
    Digest? Replaces,
    DeliveryFailure? Failure
);

using Wsm.Oci.References;

namespace Wsm.Product.Artifacts;

/// <summary>What an image is called instead.</summary>
/// <param name="Place">Registry and repository inside.</param>
/// <param name="Digest">What stands there; null where that is not known.</param>
public sealed record Replacement(ImageReference Place, Digest? Digest);

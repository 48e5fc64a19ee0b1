using Wsm.Oci.References;

namespace Wsm.Product.Catalogs;

/// <summary>An image that is needed, and why.</summary>
public sealed record ResolvedImage(ImageReference Reference, IReadOnlyList<ImageOrigin> Origins);

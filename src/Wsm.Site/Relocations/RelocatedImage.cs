using Wsm.Oci.References;

namespace Wsm.Site.Relocations;

/// <summary>One image relocated: from where it was published, to where it is pushed, and how a cluster names it there.</summary>
public sealed record RelocatedImage(ImageReference Source, ImageReference Push, ImageReference Pull);

using Wsm.Oci.References;
using Wsm.Product.Catalogs;

namespace Wsm.Product.Resolving;

/// <summary>An image that is needed and deliberately not carried.</summary>
public sealed record ExcludedImage(ImageReference Reference, ExcludeRule Rule);

/// <summary>An image that is needed and could not be had when the bundle was made.</summary>
/// <param name="Reference">As written.</param>
/// <param name="Reason">Why, as a sentence without a full stop.</param>
public sealed record MissingImage(string Reference, string Reason);

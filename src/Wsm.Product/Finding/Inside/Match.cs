using Wsm.Oci.References;
using Wsm.Product.Catalogs;

namespace Wsm.Product.Finding.Inside;

/// <summary>A reference in one string or text of a file.</summary>
/// <param name="Text">The string that names it.</param>
internal readonly record struct Match(ImageReference Reference, string Text, string Reason, Confidence Confidence, bool IsWhole, int? Line);

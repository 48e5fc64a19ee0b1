using Wsm.Oci.References;
using Wsm.Product.Finding.Inside;

namespace Wsm.Bundles.Inside;

/// <summary>What the files of a bundle's images name.</summary>
/// <param name="Images">Those that name something, or could not be looked into whole.</param>
public sealed record InsideReport(IReadOnlyList<ImageFindings> Images);

/// <summary>What the files of one image name.</summary>
/// <param name="Unread">Files that are larger than what is looked into.</param>
/// <param name="Problems">Layers that are damaged or no layers: clauses.</param>
public sealed record ImageFindings(ImageReference Image, IReadOnlyList<FoundInside> Found, int Unread, IReadOnlyList<string> Problems);

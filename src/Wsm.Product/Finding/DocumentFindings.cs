using Wsm.Product.Catalogs;
using Wsm.Product.Finding.Fields;

namespace Wsm.Product.Finding;

/// <summary>Everything that one document tells about images.</summary>
internal sealed record DocumentFindings(
    IReadOnlyList<ImageUse> Uses,
    IReadOnlyList<UnreadableImage> Unreadable,
    IReadOnlyList<ImageRemark> Remarks
);

/// <summary>What is known beforehand.</summary>
/// <param name="Home">A registry that is to be recognised by its name alone; null for none but the public ones.</param>
internal sealed record FindingSettings(ImageFieldTable Fields, string? Home);

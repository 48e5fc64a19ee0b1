using Wsm.Product.Finding.Texts;

namespace Wsm.Product.Finding.Candidates;

/// <summary>Where the scan is.</summary>
/// <param name="Around">The mappings that the place is in; null at the root of a text.</param>
/// <param name="BelowImage">A key around says that images are below.</param>
/// <param name="Depth">How many texts the place is nested in.</param>
internal sealed record ScanContext(DocumentText Document, Surroundings? Around, bool BelowImage, int Depth)
{
    /// <summary>A key around says that charts, code or the like come from here.</summary>
    public bool Elsewhere { get; init; }

    public bool IsMapping { get; init; }
}

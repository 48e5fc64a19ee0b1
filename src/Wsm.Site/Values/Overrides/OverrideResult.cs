using Wsm.Product.Finding;

namespace Wsm.Site.Values.Overrides;

/// <summary>What a search for overrides ended with.</summary>
/// <param name="Edits">What to set.</param>
/// <param name="Rendered">The rendering with all edits.</param>
/// <param name="Lost">Images that the rendering with all edits does not show any more where they stood.</param>
internal sealed record OverrideResult(IReadOnlyList<ValueEdit> Edits, RenderedImages Rendered, IReadOnlyList<ImageUse> Lost)
{
    /// <summary>Images at their places that no value gives their digest.</summary>
    public IReadOnlyList<string> Unpinned { get; init; } = [];
}

using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Product.Finding;

namespace Wsm.Site.Values.Overrides;

/// <summary>The images of one rendering, and the values it was made with.</summary>
/// <param name="ValueAt">The value at a path before the templates ran; nil where none stands.</param>
/// <param name="Reads">Every value that a template looked at, set or not.</param>
internal sealed record RenderedImages(IReadOnlyList<ImageUse> Uses, Func<ValuePath, Value> ValueAt, IReadOnlyCollection<ValuePath> Reads)
{
    /// <summary>The documents themselves.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];
}

/// <summary>A place in the rendered documents, the same across renderings.</summary>
internal readonly record struct UsePlace(string Template, string Document, string Field)
{
    public static UsePlace Of(ImageUse use) => new(use.Template, use.Document, use.Field);
}

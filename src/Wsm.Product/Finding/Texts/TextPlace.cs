using Wsm.Helm.Data;
using Wsm.Helm.Provenance;

namespace Wsm.Product.Finding.Texts;

/// <summary>Where a stretch of text stands: in which scalar of which document, and from which character on.</summary>
internal readonly record struct TextPlace(DocumentText Document, Value Scalar, int Start)
{
    public TextPlace After(int characters) => this with { Start = Start + characters };

    /// <summary>What the stretch was made from; positions count from its start.</summary>
    public IReadOnlyList<TextRun> Runs(int length) => Document.Runs(Scalar, Start, length);

    public TemplatePosition? Position(string template) => Document.Position(Scalar, template);
}

/// <summary>A key with the text that stands under it.</summary>
internal readonly record struct TextEntry(string Key, string Text, TextPlace Place);

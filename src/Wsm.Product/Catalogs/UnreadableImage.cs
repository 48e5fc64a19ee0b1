using Wsm.Helm.Provenance;

namespace Wsm.Product.Catalogs;

/// <summary>A container whose image is a text that is no reference: a placeholder that something fills in, or a mistake.</summary>
public sealed record UnreadableImage(
    string Template,
    string Document,
    string Field,
    string? Container,
    string Text,
    TemplatePosition? Position
);

using Wsm.Helm.Provenance;

namespace Wsm.Images;

/// <summary>A container whose image is a text that is no reference: a placeholder that something fills in, or a mistake.</summary>
internal sealed record UnreadableImage(
    string Template,
    string Document,
    string Field,
    string? Container,
    string Text,
    TemplatePosition? Position
);

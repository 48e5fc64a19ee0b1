using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Helm.Rendering;

/// <summary>A chart that does not render with the values given. The message is Helm's.</summary>
public sealed class RenderException : Exception
{
    public RenderException(string message)
        : base(message) { }

    public RenderException(string message, Exception inner)
        : base(message, inner) { }

    /// <summary>Every value that a template looked at until then, in the order of the first look; empty without provenance.</summary>
    public IReadOnlyCollection<ValuePath> Reads { get; init; } = [];

    /// <summary>The places in templates that led there, outermost first; empty when it was no template that failed.</summary>
    public IReadOnlyList<TemplateFrame> Frames => InnerException is TemplateException template ? template.Frames : [];
}

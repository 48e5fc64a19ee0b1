using Wsm.Helm.Templates.Evaluation;

namespace Wsm.Helm.Rendering;

/// <summary>Tells of failed templates in helm's words.</summary>
internal static class TemplateFailure
{
    public static RenderException Describe(TemplateException failure) => new(HelmErrorText.Of(failure), failure);
}

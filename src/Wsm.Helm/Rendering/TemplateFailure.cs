using Wsm.Helm.Provenance;
using Wsm.Helm.Templates.Evaluation;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Helm.Rendering;

/// <summary>Tells of failed templates in helm's words.</summary>
internal static class TemplateFailure
{
    public static RenderException Describe(TemplateException failure, ReadLog reads) =>
        new(HelmErrorText.Of(failure), failure) { Reads = reads.Paths };
}

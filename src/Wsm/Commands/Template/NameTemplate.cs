using Wsm.Helm.Data;
using Wsm.Helm.Rendering;
using Wsm.Helm.Templates.Evaluation;
using Wsm.Helm.Templates.Functions;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Commands.Template;

internal static class NameTemplate
{
    private const string Name = "name-template";

    /// <exception cref="RenderException">The text is no template.</exception>
    public static string Render(string template, TimeProvider clock)
    {
        try
        {
            var set = new TemplateSet(FunctionTable.Helm);
            set.Parse(Name, template);
            return (string)set.Execute(Name, Value.Nil, new RenderSession { Clock = clock }).Data!;
        }
        catch (TemplateException wrong)
        {
            throw new RenderException(wrong.Message, wrong);
        }
    }
}

using Wsm.Helm.Data;
using Wsm.Helm.Templates.Evaluation;
using Wsm.Helm.Templates.Functions;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Helm.Tests.Templates.Functions;

/// <summary>Renders one template with all of helm's functions.</summary>
internal static class FunctionLab
{
    public static Value Run(string template, params (string Key, Value Value)[] data)
    {
        var set = new TemplateSet(FunctionTable.Helm);
        set.Parse("t", template);
        return set.Execute("t", TestTemplates.Values(data), new RenderSession { Trace = true });
    }

    public static string Render(string template, params (string Key, Value Value)[] data) => (string)Run(template, data).Data!;

    public static string Refusal(string template) => Assert.Throws<TemplateException>(() => Render(template)).Message;
}

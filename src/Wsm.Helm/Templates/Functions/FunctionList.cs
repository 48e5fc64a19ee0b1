using System.Collections;
using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions;

/// <summary>Collects the functions of a chapter.</summary>
internal sealed class FunctionList : IEnumerable<TemplateFunction>
{
    private readonly List<TemplateFunction> _functions = new(256);

    public void Add(string name, TemplateFunctionBody body, params GoType[] parameters) =>
        _functions.Add(new TemplateFunction(name, parameters, false, body));

    /// <summary>The last parameter may be given any number of times.</summary>
    public void AddVariadic(string name, TemplateFunctionBody body, params GoType[] parameters) =>
        _functions.Add(new TemplateFunction(name, parameters, true, body));

    /// <summary>
    /// Also as <c>must…</c>. Sprig's two differ in how they fail, by panic or by error; a template sees the same message from both.
    /// </summary>
    public void AddWithMust(string name, TemplateFunctionBody body, params GoType[] parameters)
    {
        Add(name, body, parameters);
        Add(MustName(name), body, parameters);
    }

    public void AddVariadicWithMust(string name, TemplateFunctionBody body, params GoType[] parameters)
    {
        AddVariadic(name, body, parameters);
        AddVariadic(MustName(name), body, parameters);
    }

    public IEnumerator<TemplateFunction> GetEnumerator() => _functions.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string MustName(string name) => string.Concat("must", char.ToUpperInvariant(name[0]).ToString(), name.AsSpan(1));
}

using System.Diagnostics.CodeAnalysis;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Templates.Functions;

/// <summary>The functions that Go's text/template itself brings. A function table's function of the same name comes first.</summary>
internal static class GoBuiltins
{
    private static readonly Dictionary<string, TemplateFunction> Functions = Build();

    public static IReadOnlyCollection<string> Names => Functions.Keys;

    public static bool TryGet(string name, [NotNullWhen(true)] out TemplateFunction? function, out Builtin builtin)
    {
        builtin = name switch
        {
            "and" => Builtin.And,
            "or" => Builtin.Or,
            "len" => Builtin.Len,
            "call" => Builtin.Call,
            _ => Builtin.None,
        };
        return Functions.TryGetValue(name, out function);
    }

    private static Dictionary<string, TemplateFunction> Build()
    {
        var functions = new Dictionary<string, TemplateFunction>(24, StringComparer.Ordinal);

        void Add(string name, GoType[] parameters, bool variadic, Func<Value[], Value> body) =>
            functions[name] = new TemplateFunction(name, parameters, variadic, (_, arguments) => body(arguments));

        // The evaluator short-circuits and, or; nothing in helm is a function value that call could call.
        Add("and", [GoType.Reflect, GoType.Reflect], true, Never);
        Add("or", [GoType.Reflect, GoType.Reflect], true, Never);
        Add("call", [GoType.Reflect, GoType.Reflect], true, Never);
        Add("not", [GoType.Reflect], false, static a => Value.Of(!GoTypes.IsTrue(a[0].Data), a[0].Trace));
        Add("eq", [GoType.Reflect, GoType.Reflect], true, static a => Answer(GoComparison.Equal(a), a));
        Add("ne", [GoType.Reflect, GoType.Reflect], false, static a => Answer(!GoComparison.Equal(a), a));
        Add("lt", [GoType.Reflect, GoType.Reflect], false, static a => Answer(GoComparison.Less(a[0].Data, a[1].Data), a));
        Add("le", [GoType.Reflect, GoType.Reflect], false, static a => Answer(GoComparison.LessOrEqual(a), a));
        Add("gt", [GoType.Reflect, GoType.Reflect], false, static a => Answer(!GoComparison.LessOrEqual(a), a));
        Add("ge", [GoType.Reflect, GoType.Reflect], false, static a => Answer(!GoComparison.Less(a[0].Data, a[1].Data), a));
        Add("index", [GoType.Reflect, GoType.Reflect], true, GoIndexing.Index);
        Add("slice", [GoType.Reflect, GoType.Reflect], true, GoIndexing.Slice);
        Add("len", [GoType.Reflect], false, GoIndexing.Length);
        Add("print", [GoType.Any], true, static a => GoFormat.Sprint(a));
        Add("println", [GoType.Any], true, static a => GoFormat.Sprintln(a));
        Add("printf", [GoType.String, GoType.Any], true, static a => GoFormat.Sprintf(a[0], a.AsSpan(1)));
        Add("html", [GoType.Any], true, GoEscape.Html);
        Add("js", [GoType.Any], true, GoEscape.JavaScript);
        Add("urlquery", [GoType.Any], true, GoEscape.UrlQuery);
        return functions;
    }

    private static Value Never(Value[] arguments) => throw new InvalidOperationException("The evaluator answers this itself.");

    private static Value Answer(bool answer, Value[] arguments)
    {
        Trace? trace = null;
        foreach (var argument in arguments)
        {
            trace = Trace.Union(trace, argument.Trace);
        }

        return Value.Of(answer, trace);
    }
}

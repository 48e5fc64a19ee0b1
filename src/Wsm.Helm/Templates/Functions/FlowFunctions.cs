using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions;

/// <summary>
/// Helm's functions that stop the rendering, call other templates, or ask the world outside, which <c>helm template</c> has not.
/// </summary>
internal static class FlowFunctions
{
    public static void Register(FunctionList list)
    {
        list.Add("fail", static (_, a) => throw new FunctionException(a.Text(0)) { IsVerdict = true }, GoType.String);
        list.Add("required", static (_, a) => Required(a), GoType.String, GoType.Any);
        list.Add("include", static (runtime, a) => runtime.Include(a.Text(0), a[1]), GoType.String, GoType.Any);
        list.Add("tpl", static (runtime, a) => runtime.Tpl(a[0], a[1]), GoType.String, GoType.Any);
        list.Add(
            "lookup",
            static (runtime, a) => Value.Of(runtime.Lookup(a.Text(0), a.Text(1), a.Text(2), a.Text(3))),
            GoType.String,
            GoType.String,
            GoType.String,
            GoType.String
        );
        list.Add("getHostByName", static (_, _) => Value.Of(""), GoType.String);
    }

    /// <summary>Only nil and "" are missing; 0 and false were given.</summary>
    private static Value Required(Value[] a) =>
        a[1].Data is null or "" ? throw new FunctionException(a.Text(0)) { IsVerdict = true } : a[1];
}

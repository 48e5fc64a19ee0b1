using Wsm.Helm.Data;
using Wsm.Helm.Templates.Evaluation;
using Wsm.Helm.Templates.Functions;
using Wsm.Helm.Templates.Syntax;

namespace Wsm.Helm.Tests.Templates;

/// <summary>Runs one template with just enough functions to test the language itself.</summary>
internal static class TestTemplates
{
    public static FunctionTable Functions { get; } =
        new([
            new("include", [GoType.String, GoType.Any], false, (runtime, a) => runtime.Include((string)a[0].Data!, a[1])),
            new("tpl", [GoType.String, GoType.Any], false, (runtime, a) => runtime.Tpl(a[0], a[1])),
            new("list", [GoType.Any], true, (_, a) => Value.Of(new ListValue([.. a]))),
            new("dict", [GoType.Any], true, (_, a) => Value.Of(Map(a))),
            new("until", [GoType.Int], false, (_, a) => Value.Of(Until((int)(nint)a[0].Data!))),
            new("trunc", [GoType.Int, GoType.String], false, (_, a) => Value.Of(Truncate((string)a[1].Data!, (int)(nint)a[0].Data!))),
            new("upper", [GoType.String], false, (_, a) => Value.Of(((string)a[0].Data!).ToUpperInvariant())),
            new("keys", [GoType.Map], true, (_, a) => Value.Of(ListValue.OfStrings(((MapValue)a[0].Data!).SortedKeys()))),
            new("fail", [GoType.String], false, (_, a) => throw new FunctionException((string)a[0].Data!) { IsVerdict = true }),
            new("get", [GoType.Map, GoType.String], false, (_, a) => ((MapValue)a[0].Data!)[(string)a[1].Data!]),
            new("set", [GoType.Map, GoType.String, GoType.Any], false, Set),
        ]);

    public static RenderSession Session => new() { Random = bytes => bytes.Clear() };

    /// <summary>The output, or the error's message.</summary>
    public static string Render(string template, Value data = default, RenderSession? session = null)
    {
        try
        {
            var set = new TemplateSet(Functions);
            set.Parse("t", template);
            return (string)set.Execute("t", data, session ?? Session).Data!;
        }
        catch (TemplateException failure)
        {
            return failure.Message;
        }
    }

    public static Value Values(params (string Key, Value Value)[] entries)
    {
        var map = new MapValue();
        foreach (var (key, value) in entries)
        {
            map[key] = value;
        }

        return Value.Of(map);
    }

    private static MapValue Map(Value[] pairs)
    {
        var map = new MapValue();
        for (var i = 0; i + 1 < pairs.Length; i += 2)
        {
            map[(string)pairs[i].Data!] = pairs[i + 1];
        }

        return map;
    }

    private static ListValue Until(int count) =>
        new([.. Enumerable.Range(0, Math.Abs(count)).Select(i => Value.OfInt(count < 0 ? -i : i))]) { TypeName = GoTypeNames.IntList };

    private static string Truncate(string text, int bytes) =>
        GoText.ByteLength(text) <= bytes ? text : GoText.FromBytes(GoText.ToBytes(text).AsSpan(0, bytes));

    private static Value Set(ITemplateRuntime runtime, Value[] a)
    {
        ((MapValue)a[0].Data!)[(string)a[1].Data!] = a[2];
        return a[0];
    }
}

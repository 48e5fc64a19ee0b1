using System.Globalization;
using System.Text;
using Wsm.Helm.Data;

namespace Wsm.Helm.Templates.Functions;

/// <summary>Cutting a text at a separator. Each piece keeps its origin.</summary>
internal static class SplittingFunctions
{
    public static void Register(FunctionList list)
    {
        list.Add(
            "splitList",
            static (runtime, a) => Value.Of(new ListValue(Pieces(runtime, a[1], a.Text(0), -1)) { TypeName = GoTypeNames.StringList }),
            GoType.String,
            GoType.String
        );
        list.Add("split", static (runtime, a) => Numbered(Pieces(runtime, a[1], a.Text(0), -1)), GoType.String, GoType.String);
        list.Add(
            "splitn",
            static (runtime, a) => Numbered(Pieces(runtime, a[2], a.Text(0), a.Int(1))),
            GoType.String,
            GoType.Int,
            GoType.String
        );
    }

    /// <summary>The pieces as a map with keys <c>_0</c>, <c>_1</c> …</summary>
    private static Value Numbered(List<Value> pieces)
    {
        var map = new MapValue(pieces.Count) { TypeName = GoTypeNames.StringMap };
        for (var i = 0; i < pieces.Count; i++)
        {
            map["_" + i.ToString(CultureInfo.InvariantCulture)] = pieces[i];
        }

        return Value.Of(map);
    }

    /// <param name="runtime">Pays for the pieces.</param>
    /// <param name="text">What to cut.</param>
    /// <param name="separator">Empty: between any two characters.</param>
    /// <param name="limit">At most so many pieces; below 0 all; 0 none.</param>
    private static List<Value> Pieces(ITemplateRuntime runtime, Value text, string separator, long limit)
    {
        var whole = (string)text.Data!;
        var pieces = new List<Value>();
        if (limit == 0)
        {
            return pieces;
        }

        var start = 0;
        while (limit < 0 || pieces.Count < limit - 1)
        {
            var at = separator.Length > 0 ? whole.IndexOf(separator, start, StringComparison.Ordinal) : AfterCharacter(whole, start);
            if (at < 0)
            {
                break;
            }

            pieces.Add(StringFunctions.Slice(text, start, at - start));
            start = at + separator.Length;
        }

        if (separator.Length > 0 || start < whole.Length)
        {
            pieces.Add(StringFunctions.Slice(text, start, whole.Length - start));
        }

        runtime.Charge(pieces.Count);
        return pieces;
    }

    /// <summary>The end of the character at <paramref name="start"/>; -1 when there is none after it.</summary>
    private static int AfterCharacter(string text, int start)
    {
        if (start >= text.Length)
        {
            return -1;
        }

        var end = start + (Rune.TryGetRuneAt(text, start, out var rune) ? rune.Utf16SequenceLength : 1);
        return end < text.Length ? end : -1;
    }
}

using System.Text;
using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Charts.Schema;

/// <summary>One thing that does not fit, and the things that it consists of.</summary>
/// <param name="Location">The place in the values, from the root; keys and positions.</param>
/// <param name="IsGroup">Stands for several errors of one schema, and is not printed itself.</param>
/// <param name="IsReference">Came through a reference; not printed when it has one cause only.</param>
internal sealed record SchemaError(
    IReadOnlyList<string> Location,
    string Message,
    IReadOnlyList<SchemaError> Causes,
    bool IsGroup = false,
    bool IsReference = false
)
{
    /// <summary>The errors as lines, indented by depth.</summary>
    public string Print()
    {
        var text = new StringBuilder();
        foreach (var error in IsGroup ? Causes : [this])
        {
            error.Print(text, 0);
        }

        return text.ToString();
    }

    /// <summary>A text between apostrophes, as the messages show it.</summary>
    public static string Quote(string text) => $"'{GoQuote.Quote(text)[1..^1].Replace("\\\"", "\"").Replace("'", "\\'")}'";

    /// <summary>A key as a step of a JSON pointer.</summary>
    public static string Step(string key) => key.Replace("~", "~0").Replace("/", "~1");

    private void Print(StringBuilder text, int indent)
    {
        if (!(IsReference && Causes.Count == 1))
        {
            var pointer = string.Concat(Location.Select(step => "/" + Step(step)));
            text.Append(' ', indent * 2).Append("- at ").Append(Quote(pointer)).Append(": ").Append(Message).Append('\n');
            indent++;
        }

        foreach (var cause in Causes)
        {
            cause.Print(text, indent);
        }
    }
}

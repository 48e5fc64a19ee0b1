using Wsm.Helm.Data;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Templates.Functions;

/// <summary>What Go prints for nil, and helm takes out of every rendered file and every result of <c>tpl</c>.</summary>
internal static class NoValue
{
    public const string Text = "<no value>";

    /// <summary>The text without any "no value"; the rest keeps its trace.</summary>
    public static Value Blank(Value rendered)
    {
        var text = (string)rendered.Data!;
        var at = text.IndexOf(Text, StringComparison.Ordinal);
        if (at < 0)
        {
            return rendered;
        }

        var kept = new TracedText();
        var start = 0;
        for (; at >= 0; at = text.IndexOf(Text, start, StringComparison.Ordinal))
        {
            kept.Append(text, rendered.Trace, start, at - start);
            start = at + Text.Length;
        }

        kept.Append(text, rendered.Trace, start, text.Length - start);
        return Value.Of(kept.ToString(), kept.Trace());
    }
}

using System.Globalization;
using System.Numerics;
using System.Text;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Data.Json;

/// <summary>JSON as Go's encoding/json writes it: keys sorted by bytes, no spaces, and by default <c>&lt; &gt; &amp;</c> escaped.</summary>
public sealed class JsonWriter
{
    /// <summary>Deeper than this Go looks for a value that contains itself; nothing else gets here.</summary>
    private const int MaxDepth = 1000;

    private readonly TracedText _text = new();
    private readonly string? _indent;
    private readonly bool _escapeHtml;

    private JsonWriter(string? indent, bool escapeHtml) => (_indent, _escapeHtml) = (indent, escapeHtml);

    /// <summary>The JSON text, with the runs of the strings in it.</summary>
    /// <param name="indent">One level's indentation, as <c>json.MarshalIndent</c> takes it; null for one line.</param>
    /// <exception cref="MarshalException">The value has no JSON form.</exception>
    public static Value Write(Value value, string? indent = null, bool escapeHtml = true)
    {
        var writer = new JsonWriter(indent, escapeHtml);
        writer.WriteValue(value, 0);
        return Value.Of(writer._text.ToString(), writer._text.Trace());
    }

    /// <summary>A string as a JSON literal.</summary>
    public static string Quote(string text, bool escapeHtml = true)
    {
        var quoted = new TracedText();
        WriteString(quoted, text, null, escapeHtml);
        return quoted.ToString();
    }

    private void WriteValue(Value value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new MarshalException("json: unsupported value: encountered a cycle");
        }

        switch (value.Data)
        {
            case null or ListValue { IsNil: true } or MapValue { IsNil: true }:
                _text.AppendDerived("null", value.Trace);
                break;
            case string text:
                WriteString(_text, text, value.Trace, _escapeHtml);
                break;
            case MapValue map:
                WriteMap(map, depth);
                break;
            case ListValue list:
                WriteList(list, depth);
                break;
            case byte[] bytes:
                _text.AppendDerived($"\"{Convert.ToBase64String(bytes)}\"", value.Trace);
                break;
            case GoObject other:
                WriteValue(other.ToData(), depth + 1);
                break;
            case var scalar:
                _text.AppendDerived(Scalar(scalar), value.Trace);
                break;
        }
    }

    internal static string Scalar(object scalar) =>
        scalar switch
        {
            bool flag => flag ? "true" : "false",
            double number when double.IsFinite(number) => GoNumber.FormatJson(number),
            double number => throw new MarshalException($"json: unsupported value: {GoNumber.Format(number)}"),
            Complex => throw new MarshalException("json: unsupported type: complex128"),
            IFormattable integer => integer.ToString(null, CultureInfo.InvariantCulture),
            _ => throw new MarshalException($"json: unsupported type: {scalar.GetType().Name}"),
        };

    private void WriteMap(MapValue map, int depth)
    {
        if (map.Count == 0)
        {
            _text.Append("{}");
            return;
        }

        _text.Append('{');
        var first = true;
        foreach (var key in map.SortedKeys())
        {
            Separate(ref first, depth);
            WriteString(_text, key, null, _escapeHtml);
            _text.Append(_indent is null ? ":" : ": ");
            WriteValue(map.Entries[key], depth + 1);
        }

        NewLine(depth);
        _text.Append('}');
    }

    private void WriteList(ListValue list, int depth)
    {
        if (list.Count == 0)
        {
            _text.Append("[]");
            return;
        }

        _text.Append('[');
        var first = true;
        foreach (var item in list.Items)
        {
            Separate(ref first, depth);
            WriteValue(item, depth + 1);
        }

        NewLine(depth);
        _text.Append(']');
    }

    private void Separate(ref bool first, int depth)
    {
        if (!first)
        {
            _text.Append(',');
        }

        first = false;
        NewLine(depth + 1);
    }

    private void NewLine(int depth)
    {
        if (_indent is null)
        {
            return;
        }

        _text.Append('\n');
        for (var i = 0; i < depth; i++)
        {
            _text.Append(_indent);
        }
    }

    private static void WriteString(TracedText target, string text, Trace? trace, bool escapeHtml)
    {
        target.Append('"');
        var from = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (Escape(text, i, escapeHtml) is not { } escape)
            {
                continue;
            }

            target.Append(text, trace, from, i - from);
            target.AppendDerived(escape, TracedText.Slice(trace, i, 1, text.Length));
            from = i + 1;
        }

        target.Append(text, trace, from, text.Length - from);
        target.Append('"');
    }

    private static string? Escape(string text, int at, bool escapeHtml)
    {
        var c = text[at];
        return c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\b' => "\\b",
            '\f' => "\\f",
            < ' ' => Code(c),
            '<' or '>' or '&' => escapeHtml ? Code(c) : null,
            '\u2028' or '\u2029' => Code(c),
            _ when char.IsSurrogate(c) && !IsPaired(text, at) => "\\ufffd",
            _ => null,
        };
    }

    private static bool IsPaired(string text, int at) =>
        char.IsHighSurrogate(text[at])
            ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1])
            : at > 0 && char.IsHighSurrogate(text[at - 1]);

    private static string Code(char c) => new StringBuilder("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture)).ToString();
}

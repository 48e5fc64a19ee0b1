using Wsm.Helm.Data.Json;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Data.Yaml;

/// <summary>
/// Values to YAML text with the layout of libyaml's emitter. The subclasses say what becomes of scalars on their way here.
/// </summary>
internal abstract partial class YamlEmitter(GoYamlVersion version)
{
    private const int MaxDepth = 1000;
    private const int IndentWidth = 2;
    private const int LongestSimpleKey = 128;

    private readonly TracedText _out = new();

    /// <summary>Lines longer than this are folded at their next space.</summary>
    private readonly int _bestWidth = version == GoYamlVersion.V2 ? 80 : int.MaxValue;

    private int _column;
    private bool _blankBefore = true;
    private bool _indenting = true;

    /// <summary>The text of a scalar that is no string.</summary>
    protected abstract string ScalarText(object? scalar);

    /// <summary>What a string becomes on its way here, and whether it may stand without quotes.</summary>
    protected abstract string StringText(string text, bool key, out bool plain);

    public Value Emit(Value root)
    {
        Node(root, -1, depth: 0, mapping: false);
        WriteIndent(0);
        return Value.Of(_out.ToString(), _out.Trace());
    }

    private void Node(Value value, int indent, int depth, bool mapping)
    {
        if (depth > MaxDepth)
        {
            throw new MarshalException("json: unsupported value: encountered a cycle");
        }

        switch (value.Data)
        {
            case GoObject other:
                Node(other.ToData(), indent, depth + 1, mapping);
                break;
            case MapValue { IsNil: true }:
                Node(Value.Nil.WithTrace(value.Trace), indent, depth, mapping);
                break;
            case ListValue { IsNil: true } when version == GoYamlVersion.V2:
                Node(Value.Nil.WithTrace(value.Trace), indent, depth, mapping);
                break;
            case MapValue { Count: 0 }:
                WriteEmpty("{", "}");
                break;
            case ListValue { Count: 0 }:
                WriteEmpty("[", "]");
                break;
            case MapValue map:
                Mapping(map, indent, depth);
                break;
            case ListValue list:
                Sequence(list, indent, depth, mapping);
                break;
            case string text:
                String(text, value.Trace, indent, key: false, simple: false);
                break;
            case byte[] bytes:
                String(Convert.ToBase64String(bytes), null, indent, key: false, simple: false);
                break;
            default:
                Space();
                var scalar = ScalarText(value.Data);
                _out.AppendDerived(scalar, value.Trace);
                _column += scalar.Length;
                _blankBefore = _indenting = false;
                break;
        }
    }

    private void Mapping(MapValue map, int indent, int depth)
    {
        indent = indent < 0 ? 0 : indent + IndentWidth;
        foreach (var key in YamlKeyOrder.Sort(map.Entries.Keys, version))
        {
            WriteIndent(indent);
            if (System.Text.Encoding.UTF8.GetByteCount(key) <= LongestSimpleKey && !YamlScalarForm.Of(key, version).Multiline)
            {
                String(key, null, indent, key: true, simple: true);
                WriteIndicator(":", false, false, false);
            }
            else
            {
                WriteIndicator("?", true, false, true);
                String(key, null, indent, key: true, simple: false);
                WriteIndent(indent);
                WriteIndicator(":", true, false, true);
            }

            Node(map.Entries[key], indent, depth + 1, mapping: true);
        }
    }

    private void Sequence(ListValue list, int indent, int depth, bool mapping)
    {
        if (indent < 0)
        {
            indent = 0;
        }
        else if (!(version == GoYamlVersion.V2 && mapping && !_indenting))
        {
            indent += IndentWidth;
        }

        foreach (var item in list.Items)
        {
            WriteIndent(indent);
            WriteIndicator("-", true, false, true);
            Node(item, indent, depth + 1, mapping: false);
        }
    }

    private void String(string text, Trace? trace, int indent, bool key, bool simple)
    {
        var written = StringText(text, key, out var plain);
        if (!ReferenceEquals(written, text))
        {
            trace = null;
        }

        indent = indent < 0 ? IndentWidth : indent + IndentWidth;
        var form = YamlScalarForm.Of(written, version);
        if (written.Contains('\n') && form.Block && !simple)
        {
            WriteLiteral(written, trace, indent);
        }
        else if (written.Contains('\n') || !plain)
        {
            WriteDoubleQuoted(written, trace, indent, fold: !simple);
        }
        else if (form.Plain && !(written.Length == 0 && simple))
        {
            WritePlain(written, trace, indent, fold: !simple);
        }
        else if (form.SingleQuoted)
        {
            WriteSingleQuoted(written, trace, indent, fold: !simple);
        }
        else
        {
            WriteDoubleQuoted(written, trace, indent, fold: !simple);
        }
    }

    private void WriteEmpty(string open, string close)
    {
        WriteIndicator(open, true, true, false);
        WriteIndicator(close, false, false, false);
    }

    private void WriteIndent(int indent)
    {
        if (!_indenting || _column > indent || (_column == indent && !_blankBefore))
        {
            WriteBreak();
        }

        if (_column < indent)
        {
            _out.Append(new string(' ', indent - _column));
            _column = indent;
        }

        _blankBefore = _indenting = true;
    }

    private void WriteIndicator(string indicator, bool spaceBefore, bool isBlank, bool isIndention)
    {
        if (spaceBefore)
        {
            Space();
        }

        _out.Append(indicator);
        _column += indicator.Length;
        _blankBefore = isBlank;
        _indenting &= isIndention;
    }

    private void Space()
    {
        if (_blankBefore)
        {
            return;
        }

        _out.Append(' ');
        _column++;
    }

    private void WriteBreak()
    {
        _out.Append('\n');
        _column = 0;
    }
}

/// <summary>Version 2 folds long lines and puts sequences right under their key; version 3 does neither.</summary>
internal enum GoYamlVersion
{
    V2,
    V3,
}

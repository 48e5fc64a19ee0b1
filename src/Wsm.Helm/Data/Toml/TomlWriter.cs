using System.Globalization;
using System.Text;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Data.Json;

namespace Wsm.Helm.Data.Toml;

/// <summary>TOML as helm's <c>toToml</c> writes it: keys sorted, plain values before tables, each level of tables indented.</summary>
internal sealed class TomlWriter
{
    private const int MaxDepth = 1000;

    private readonly StringBuilder _text = new();

    private TomlWriter() { }

    /// <exception cref="MarshalException">The value has no TOML form; <c>toToml</c> gives the message as its result.</exception>
    public static string Write(Value value)
    {
        var writer = new TomlWriter();
        value = Data(value);
        if (value.Data is MapValue map)
        {
            writer.WriteTable([], map);
        }
        else if (IsTableArray(value))
        {
            throw new MarshalException("toml: top-level values must be Go maps or structs");
        }
        else
        {
            writer.WriteValue(value, 0);
        }

        return writer._text.ToString();
    }

    private void WriteTable(string[] path, MapValue table)
    {
        if (path.Length > MaxDepth)
        {
            throw new MarshalException("toml: the value contains itself");
        }

        foreach (var key in Keys(table, tables: false))
        {
            Indent(path.Length).Append(Key(key)).Append(" = ");
            WriteValue(Data(table.Entries[key]), 0);
            _text.Append('\n');
        }

        foreach (var key in Keys(table, tables: true))
        {
            string[] inner = [.. path, key];
            var value = Data(table.Entries[key]);
            if (value.Data is MapValue map)
            {
                if (inner.Length == 1)
                {
                    NewLine();
                }

                Indent(path.Length).Append('[').AppendJoin('.', inner.Select(Key)).Append("]\n");
                WriteTable(inner, map);
                continue;
            }

            foreach (var item in ((ListValue)value.Data!).Items)
            {
                NewLine();
                Indent(path.Length).Append("[[").AppendJoin('.', inner.Select(Key)).Append("]]\n");
                WriteTable(inner, (MapValue)Data(item).Data!);
            }
        }
    }

    private void WriteValue(Value value, int depth)
    {
        if (depth > MaxDepth)
        {
            throw new MarshalException("toml: the value contains itself");
        }

        switch (value.Data)
        {
            case MapValue map:
                WriteInline(map, depth);
                break;
            case ListValue list:
                _text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    _text.Append(i == 0 ? "" : ", ");
                    WriteValue(Data(list[i]), depth + 1);
                }

                _text.Append(']');
                break;
            case string text:
                _text.Append(Quote(text));
                break;
            case bool flag:
                _text.Append(flag ? "true" : "false");
                break;
            case double number:
                _text.Append(Float(number));
                break;
            case null:
                throw new MarshalException("toml: cannot encode array with nil element");
            case IFormattable integer:
                _text.Append(integer.ToString(null, CultureInfo.InvariantCulture));
                break;
            case var other:
                throw new MarshalException($"unsupported type for key '': {other.GetType().Name}");
        }
    }

    private void WriteInline(MapValue map, int depth)
    {
        _text.Append('{');
        var tables = Keys(map, tables: true);
        string[] plain = [.. map.SortedKeys().Where(key => !tables.Contains(key))];
        for (var i = 0; i < plain.Length; i++)
        {
            // A null is left out, and the comma before it is not.
            if (map.Entries[plain[i]].IsNil)
            {
                continue;
            }

            WriteInlinePair(plain[i], map, depth);
            _text.Append(i + 1 < plain.Length || tables.Count > 0 ? ", " : "");
        }

        for (var i = 0; i < tables.Count; i++)
        {
            WriteInlinePair(tables[i], map, depth);
            _text.Append(i + 1 < tables.Count ? ", " : "");
        }

        _text.Append('}');
    }

    private void WriteInlinePair(string key, MapValue map, int depth)
    {
        _text.Append(Key(key)).Append(" = ");
        WriteValue(Data(map.Entries[key]), depth + 1);
    }

    /// <summary>The keys of plain values or those of tables, sorted; TOML has no null, so keys of null are left out.</summary>
    private static List<string> Keys(MapValue map, bool tables)
    {
        var keys = new List<string>();
        foreach (var key in map.SortedKeys())
        {
            var value = Data(map.Entries[key]);
            if (!value.IsNil && (value.Data is MapValue || IsTableArray(value)) == tables)
            {
                keys.Add(key);
            }
        }

        return keys;
    }

    private static bool IsTableArray(Value value)
    {
        if (value.Data is not ListValue { Count: > 0 } list)
        {
            return false;
        }

        if (list.Items.Exists(item => item.IsNil))
        {
            throw new MarshalException("toml: cannot encode array with nil element");
        }

        return list.Items.TrueForAll(item => Data(item).Data is MapValue);
    }

    private static Value Data(Value value) =>
        value.Data switch
        {
            GoObject other => other.ToData(),
            byte[] bytes => new Value(new ListValue([.. bytes.Select(octet => Value.OfInt(octet))])),
            _ => value,
        };

    private static string Float(double number)
    {
        if (!double.IsFinite(number))
        {
            return double.IsNaN(number) ? "nan"
                : number > 0 ? "inf"
                : "-inf";
        }

        var text = GoNumber.Format(number);
        return text.AsSpan().IndexOfAny('.', 'e') < 0 ? text + ".0" : text;
    }

    private static string Key(string key) =>
        key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? key : Quote(key);

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(
                c switch
                {
                    '"' => "\\\"",
                    '\\' => "\\\\",
                    '\b' => "\\b",
                    '\t' => "\\t",
                    '\n' => "\\n",
                    '\f' => "\\f",
                    '\r' => "\\r",
                    < ' ' or '\x7F' => $"\\u{(int)c:x4}",
                    _ => c.ToString(),
                }
            );
        }

        return quoted.Append('"').ToString();
    }

    private StringBuilder Indent(int depth) => _text.Append(' ', 2 * Math.Max(depth, 0));

    private void NewLine()
    {
        if (_text.Length > 0)
        {
            _text.Append('\n');
        }
    }
}

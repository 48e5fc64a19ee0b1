using Wsm.Helm.Data.Formatting;

namespace Wsm.Helm.Data.Toml;

/// <summary>TOML 1.0 as <c>fromToml</c> reads it: integers are int64, everything else as in YAML.</summary>
public sealed partial class TomlReader
{
    private const string TableList = "[]map[string]interface {}";
    private const int MaxDepth = 500;

    private readonly string _text;
    private readonly HashSet<MapValue> _defined = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> _closed = new(ReferenceEqualityComparer.Instance);
    private int _position;
    private int _depth;

    /// <summary>The key that is being given a value, with those of the tables around it; errors name it.</summary>
    private IReadOnlyList<string> _lastKey = [];

    private TomlReader(string text) => _text = text.Replace("\r\n", "\n");

    /// <exception cref="TomlException"/>
    public static MapValue Read(string text)
    {
        var reader = new TomlReader(text);
        var root = new MapValue();
        var table = root;
        for (reader.SkipLines(); reader._position < reader._text.Length; reader.SkipLines())
        {
            if (reader.Current == '[')
            {
                table = reader.ReadHeader(root);
            }
            else
            {
                reader.ReadPair(table);
            }

            reader.EndLine();
        }

        return root;
    }

    private char Current => At(0);

    private char At(int offset) => _position + offset < _text.Length ? _text[_position + offset] : '\0';

    private MapValue ReadHeader(MapValue root)
    {
        var isList = At(1) == '[';
        _position += isList ? 2 : 1;
        SkipBlanks();
        if (Current is ']' or '\0')
        {
            throw Error("unexpected end of table name (table names cannot be empty)");
        }

        if (Current == '.')
        {
            throw Error("unexpected table separator (table names cannot be empty)");
        }

        var path = ReadKey();
        Expect(']');
        if (isList)
        {
            Expect(']');
        }

        var table = root;
        foreach (var key in path[..^1])
        {
            table = Descend(table, key);
        }

        table = isList ? AppendTable(table, path[^1]) : DefineTable(table, path[^1]);
        _lastKey = path;
        return table;
    }

    private MapValue AppendTable(MapValue parent, string key)
    {
        if (!parent.TryGet(key, out var there))
        {
            parent[key] = there = Value.Of(new ListValue { TypeName = TableList });
        }

        if (there.Data is not ListValue { TypeName: TableList } list || _closed.Contains(list))
        {
            throw Error($"Key '{key}' was already created and cannot be used as an array.");
        }

        var table = new MapValue();
        list.Items.Add(Value.Of(table));
        return table;
    }

    private MapValue DefineTable(MapValue parent, string key)
    {
        if (!parent.TryGet(key, out var there))
        {
            parent[key] = there = Value.Of(new MapValue());
        }

        if (there.Data is not MapValue table || _closed.Contains(table) || !_defined.Add(table))
        {
            throw Error($"Key '{key}' has already been defined.");
        }

        return table;
    }

    private MapValue Descend(MapValue table, string key)
    {
        if (!table.TryGet(key, out var there))
        {
            table[key] = there = Value.Of(new MapValue());
        }

        var inner = there.Data is ListValue { TypeName: TableList, Count: > 0 } list ? list[list.Count - 1].Data : there.Data;
        return inner is MapValue map && !_closed.Contains(map) ? map : throw Error($"Key '{key}' has already been defined.");
    }

    private void ReadPair(MapValue table)
    {
        if (Current is '=' or '.')
        {
            throw Error(Current == '=' ? "unexpected '=': key name appears blank" : "unexpected '.': keys cannot start with a '.'");
        }

        var path = ReadKey();
        Expect('=');
        SkipBlanks();
        var outer = _lastKey;
        _lastKey = [.. outer, .. path];
        foreach (var key in path[..^1])
        {
            table = Descend(table, key);
        }

        if (table.ContainsKey(path[^1]))
        {
            throw Error($"Key '{path[^1]}' has already been defined.");
        }

        table[path[^1]] = ReadValue();
        _lastKey = outer;
    }

    private string[] ReadKey()
    {
        var parts = new List<string>();
        do
        {
            SkipBlanks();
            if (Current is '"' or '\'')
            {
                parts.Add(ReadString());
            }
            else
            {
                var from = _position;
                while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '-')
                {
                    _position++;
                }

                if (_position == from && Current is '=' or '.' or '\0')
                {
                    throw Error(Current == '.' ? "unexpected '.'" : "unexpected '='");
                }

                parts.Add(_text[from.._position]);
            }

            SkipBlanks();
        } while (Current == '.' && ++_position > 0);
        return [.. parts];
    }

    private Value ReadValue()
    {
        if (++_depth > MaxDepth)
        {
            throw Error($"values nest deeper than {MaxDepth} levels");
        }

        var value = Current switch
        {
            '"' or '\'' => Value.Of(ReadString()),
            '[' => ReadList(),
            '{' => ReadInline(),
            _ => ReadScalar(),
        };
        _depth--;
        return value;
    }

    private Value ReadList()
    {
        _position++;
        var list = new ListValue();
        for (SkipLines(); Current != ']'; SkipLines())
        {
            list.Items.Add(ReadValue());
            SkipLines();
            if (Current == ',')
            {
                _position++;
            }
            else if (Current != ']')
            {
                throw Error($"expected a comma (',') or array terminator (']'), but got {Show()}");
            }
        }

        _position++;
        _closed.Add(list);
        return Value.Of(list);
    }

    private Value ReadInline()
    {
        _position++;
        var table = new MapValue();
        SkipBlanks();
        while (Current != '}')
        {
            ReadPair(table);
            SkipBlanks();
            if (Current == '}')
            {
                break;
            }

            if (Current != ',')
            {
                throw Error($"expected a comma or an inline table terminator '}}', but got {Show()} instead");
            }

            _position++;
            SkipBlanks();
        }

        _position++;
        _closed.Add(table);
        return Value.Of(table);
    }

    private void Expect(char wanted)
    {
        SkipBlanks();
        if (wanted == '=' && _position == _text.Length)
        {
            throw Error("unexpected EOF; expected key separator '='");
        }

        if (Current != wanted)
        {
            throw Error($"expected {(wanted == '=' ? "'.' or '='," : $"'{wanted}'")} but got {Show()} instead");
        }

        _position++;
    }

    private void EndLine()
    {
        SkipBlanks();
        SkipComment();
        if (_position < _text.Length && Current != '\n')
        {
            throw Error($"expected a top-level item to end with a newline, comment, or EOF, but got {Show()} instead");
        }
    }

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t')
        {
            _position++;
        }
    }

    private void SkipComment()
    {
        if (Current != '#')
        {
            return;
        }

        while (_position < _text.Length && Current != '\n')
        {
            _position++;
        }
    }

    private void SkipLines()
    {
        while (true)
        {
            SkipBlanks();
            SkipComment();
            if (Current != '\n')
            {
                return;
            }

            _position++;
        }
    }

    private string Show() =>
        _position < _text.Length
            ? Current == '\n'
                ? "'\\n'"
                : $"'{Current}'"
            : "EOF";

    private TomlException Error(string problem)
    {
        var line = _text.AsSpan(0, Math.Min(_position, _text.Length)).Count('\n') + 1;
        var key = string.Join('.', _lastKey.Select(Bare));
        return new TomlException($"toml: line {line}{(key.Length > 0 ? $" (last key {GoQuote.Quote(key)})" : "")}: {problem}");
    }

    private static string Bare(string key) =>
        key.Length > 0 && key.All(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? key : GoQuote.Quote(key);
}

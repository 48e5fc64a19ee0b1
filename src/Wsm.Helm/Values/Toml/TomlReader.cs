using Wsm.Helm.Templates.Values;

namespace Wsm.Helm.Values.Toml;

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
                table = reader.ReadHeader(root);
            else
                reader.ReadPair(table);
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
        var path = ReadKey();
        Expect(']');
        if (isList)
            Expect(']');
        var table = root;
        foreach (var key in path[..^1])
            table = Descend(table, key);
        return isList ? AppendTable(table, path[^1]) : DefineTable(table, path[^1]);
    }

    private MapValue AppendTable(MapValue parent, string key)
    {
        if (!parent.TryGet(key, out var there))
            parent[key] = there = Value.Of(new ListValue { TypeName = TableList });
        if (there.Data is not ListValue { TypeName: TableList } list || _closed.Contains(list))
            throw Error($"Key '{key}' was already created and cannot be used as an array.");
        var table = new MapValue();
        list.Items.Add(Value.Of(table));
        return table;
    }

    private MapValue DefineTable(MapValue parent, string key)
    {
        if (!parent.TryGet(key, out var there))
            parent[key] = there = Value.Of(new MapValue());
        if (there.Data is not MapValue table || _closed.Contains(table) || !_defined.Add(table))
            throw Error($"Key '{key}' has already been defined.");
        return table;
    }

    private MapValue Descend(MapValue table, string key)
    {
        if (!table.TryGet(key, out var there))
            table[key] = there = Value.Of(new MapValue());
        var inner = there.Data is ListValue { TypeName: TableList, Count: > 0 } list ? list[list.Count - 1].Data : there.Data;
        return inner is MapValue map && !_closed.Contains(map) ? map : throw Error($"Key '{key}' has already been defined.");
    }

    private void ReadPair(MapValue table)
    {
        var path = ReadKey();
        Expect('=');
        SkipBlanks();
        foreach (var key in path[..^1])
            table = Descend(table, key);
        if (table.ContainsKey(path[^1]))
            throw Error($"Key '{path[^1]}' has already been defined.");
        table[path[^1]] = ReadValue();
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
                    _position++;
                parts.Add(_position > from ? _text[from.._position] : throw Error($"expected a key but got {Show()}"));
            }

            SkipBlanks();
        } while (Current == '.' && ++_position > 0);
        return [.. parts];
    }

    private Value ReadValue()
    {
        if (++_depth > MaxDepth)
            throw Error($"values nest deeper than {MaxDepth} levels");
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
                _position++;
            else if (Current != ']')
                throw Error($"expected a comma (',') or array terminator (']'), but got {Show()}");
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
                break;
            if (Current != ',')
                throw Error($"expected a comma or an inline table terminator '}}', but got {Show()} instead");
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
            throw Error("unexpected EOF; expected key separator '='");
        if (Current != wanted)
            throw Error($"expected {(wanted == '=' ? "'.' or '='," : $"'{wanted}'")} but got {Show()} instead");
        _position++;
    }

    private void EndLine()
    {
        SkipBlanks();
        SkipComment();
        if (_position < _text.Length && Current != '\n')
            throw Error($"expected a top-level item to end with a newline, comment, or EOF, but got {Show()} instead");
    }

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t')
            _position++;
    }

    private void SkipComment()
    {
        if (Current != '#')
            return;
        while (_position < _text.Length && Current != '\n')
            _position++;
    }

    private void SkipLines()
    {
        while (true)
        {
            SkipBlanks();
            SkipComment();
            if (Current != '\n')
                return;
            _position++;
        }
    }

    private string Show() =>
        _position < _text.Length
            ? Current == '\n'
                ? "'\\n'"
                : $"'{Current}'"
            : "EOF";

    private TomlException Error(string problem) =>
        new($"toml: line {_text.AsSpan(0, Math.Min(_position, _text.Length)).Count('\n') + 1}: {problem}");
}

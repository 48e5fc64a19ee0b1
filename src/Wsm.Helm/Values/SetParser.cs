using System.Globalization;
using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Data.Formatting;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Values.Merging;

namespace Wsm.Helm.Values;

/// <summary>
/// Helm's language for setting values on the command line: <c>a.b[0].c=1,d={x,y}</c>, with a backslash before what is not meant.
/// What it does with odd input (an index that nothing follows is passed over) is helm's too.
/// </summary>
public sealed class SetParser
{
    private const int MaxIndex = 65536;
    private const int MaxNesting = 30;

    private readonly string _text;
    private readonly SetKind _kind;
    private readonly Func<string, Value> _convert;
    private int _position;

    private SetParser(string text, SetKind kind, Func<string, Value> convert) => (_text, _kind, _convert) = (text, kind, convert);

    /// <summary><c>--set</c>: true, false, null and whole numbers have their type.</summary>
    /// <exception cref="ValuesException"/>
    public static void Set(string text, MapValue target) => new SetParser(text, SetKind.Text, Typed).Run(target);

    /// <summary><c>--set-string</c>: every value is a string.</summary>
    /// <exception cref="ValuesException"/>
    public static void SetString(string text, MapValue target) => new SetParser(text, SetKind.Text, value => Value.Of(value)).Run(target);

    /// <summary><c>--set-file</c>: what is written as value names a file, whose text is the value.</summary>
    /// <exception cref="ValuesException"/>
    public static void SetFile(string text, MapValue target, Func<string, string> read) =>
        new SetParser(text, SetKind.Text, value => Value.Of(read(value))).Run(target);

    /// <summary><c>--set-json</c> in the form <c>key=json,…</c>.</summary>
    /// <exception cref="ValuesException"/>
    public static void SetJson(string text, MapValue target) => new SetParser(text, SetKind.Json, Typed).Run(target);

    /// <summary><c>--set-literal</c>: everything behind the <c>=</c> is the value, and nothing is special in it.</summary>
    /// <exception cref="ValuesException"/>
    public static void SetLiteral(string text, MapValue target) =>
        new SetParser(text, SetKind.Literal, value => Value.Of(value)).Run(target);

    private void Run(MapValue target)
    {
        while (!ReadKey(target, 0)) { }
    }

    /// <summary>Reads one key and its value. True: the text ended instead.</summary>
    private bool ReadKey(MapValue map, int nesting)
    {
        var stop = ReadUntil(_kind == SetKind.Literal ? "=[." : "=[,.", out var key);
        switch (stop)
        {
            case '[':
                return ReadList(map, key, nesting);
            case '=':
                var ended = _kind == SetKind.Text && _position == _text.Length;
                Put(map, key, ReadValue());
                return ended;
            case ',':
                throw new ValuesException($"key {GoQuote.Quote(key)} has no value (cannot end with ,)");
            case '.':
                return ReadNested(map, key, nesting + 1);
            default:
                return key.Length == 0 ? true : throw new ValuesException($"key {GoQuote.Quote(key)} has no value");
        }
    }

    private bool ReadNested(MapValue map, string key, int nesting)
    {
        if (nesting > MaxNesting)
        {
            throw new ValuesException($"value name nested level is greater than maximum supported nested level of {MaxNesting}");
        }

        var inner = map.TryGet(key, out var there) ? There<MapValue>(there, GoTypeNames.Map) : new MapValue();
        var ended = ReadKey(inner, nesting);
        if (!ended && inner.Count == 0)
        {
            throw new ValuesException($"key map {GoQuote.Quote(key)} has no value");
        }

        if (inner.Count > 0)
        {
            Put(map, key, Value.Of(inner));
        }

        return ended;
    }

    private bool ReadList(MapValue map, string key, int nesting)
    {
        if (!ReadIndex(out var index))
        {
            return true;
        }

        var list = map.TryGet(key, out var there) ? There<ListValue>(there, GoTypeNames.List) : new ListValue();
        var ended = ReadItem(list, index, nesting);
        Put(map, key, Value.Of(list));
        return ended;
    }

    private bool ReadItem(ListValue list, int index, int nesting)
    {
        if (index < 0)
        {
            throw new ValuesException($"negative {index} index not allowed");
        }

        var stop = ReadUntil("[.=", out var rest);
        if (rest.Length > 0)
        {
            throw new ValuesException(
                "unexpected data at end of array index: "
                    + $"[{string.Join(' ', rest.EnumerateRunes().Select(rune => GoQuote.QuoteRune(rune.Value)))}]"
            );
        }

        switch (stop)
        {
            case '=':
                Put(list, index, ReadValue());
                return false;
            case '[':
                if (!ReadIndex(out var next))
                {
                    return true;
                }

                var below = index < list.Count && !list[index].IsNil ? There<ListValue>(list[index], GoTypeNames.List) : new ListValue();
                if (ReadItem(below, next, nesting))
                {
                    return true;
                }

                Put(list, index, Value.Of(below));
                return false;
            case '.':
                var inner = index < list.Count && list[index].Data is MapValue there ? there : new MapValue();
                if (index < list.Count)
                {
                    list.Items[index] = Value.Of(inner);
                }

                if (ReadKey(inner, nesting))
                {
                    return true;
                }

                Put(list, index, Value.Of(inner));
                return false;
            default:
                return true;
        }
    }

    private Value ReadValue()
    {
        switch (_kind)
        {
            case SetKind.Json:
                return ReadJson();
            case SetKind.Literal:
                var rest = _text[_position..];
                _position = _text.Length;
                return Value.Of(rest);
            default:
                return ReadText();
        }
    }

    private Value ReadText()
    {
        if (_position >= _text.Length)
        {
            return Value.Of("");
        }

        if (_text[_position] == '{')
        {
            return ReadBraces();
        }

        ReadUntil(",", out var text);
        return _convert(text);
    }

    private Value ReadBraces()
    {
        _position++;
        var items = new List<Value>();
        while (true)
        {
            var stop = ReadUntil(",}", out var text);
            if (stop == '\0')
            {
                throw new ValuesException("list must terminate with '}'");
            }

            items.Add(_convert(text));
            if (stop != '}')
            {
                continue;
            }

            if (_position < _text.Length && _text[_position] == ',')
            {
                _position++;
            }

            return new Value(new ListValue(items));
        }
    }

    private Value ReadJson()
    {
        if (SkipToValue())
        {
            return Value.Nil;
        }

        try
        {
            var value = JsonReader.ReadFirst(_text, ref _position);
            SkipToValue();
            return value;
        }
        catch (JsonException e)
        {
            throw new ValuesException(e.Message, e);
        }
    }

    /// <summary>Skips blanks. True: a comma (skipped too) or the end came first.</summary>
    private bool SkipToValue()
    {
        for (; _position < _text.Length; _position++)
        {
            if (_text[_position] == ',')
            {
                _position++;
                return true;
            }

            if (!char.IsWhiteSpace(_text[_position]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>False: the text ends before the bracket does, which helm takes for the end of everything.</summary>
    private bool ReadIndex(out int index)
    {
        index = 0;
        if (ReadUntil("]", out var text) == '\0')
        {
            return false;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out index))
        {
            return true;
        }

        throw new ValuesException($"error parsing index: strconv.Atoi: parsing {GoQuote.Quote(text)}: invalid syntax");
    }

    /// <summary>The text up to one of the stops, which is skipped and returned; <c>'\0'</c> when there is none.</summary>
    private char ReadUntil(string stops, out string found)
    {
        var text = new StringBuilder();
        while (_position < _text.Length)
        {
            var c = _text[_position++];
            if (stops.Contains(c))
            {
                found = text.ToString();
                return c;
            }

            if (c == '\\' && _kind != SetKind.Literal)
            {
                if (_position == _text.Length)
                {
                    break;
                }

                c = _text[_position++];
            }

            text.Append(c);
        }

        found = text.ToString();
        return '\0';
    }

    private static void Put(MapValue map, string key, Value value)
    {
        if (key.Length > 0)
        {
            map[key] = value;
        }
    }

    private static void Put(ListValue list, int index, Value value)
    {
        if (index > MaxIndex)
        {
            throw new ValuesException($"index of {index} is greater than maximum supported index of {MaxIndex}");
        }

        while (list.Count <= index)
        {
            list.Items.Add(Value.Nil);
        }

        list.Items[index] = value;
    }

    private static T There<T>(Value value, string goType)
        where T : class =>
        value.Data as T
        ?? throw new ValuesException($"unable to parse key: interface conversion: interface {{}} is {GoName(value)}, not {goType}");

    private static string GoName(Value value) =>
        value.Data switch
        {
            null => "nil",
            string => "string",
            bool => "bool",
            double => "float64",
            long => "int64",
            MapValue map => map.TypeName,
            ListValue list => list.TypeName,
            var other => other.GetType().Name,
        };

    private static Value Typed(string text)
    {
        if (text.Equals("true", StringComparison.OrdinalIgnoreCase))
        {
            return Value.Of(true);
        }

        if (text.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            return Value.Of(false);
        }

        if (text.Equals("null", StringComparison.OrdinalIgnoreCase))
        {
            return Value.Nil;
        }

        if (text == "0")
        {
            return Value.Of(0L);
        }
        // A leading zero makes it a string: an image tag, a telephone number.
        return
            text.Length > 0
            && text[0] != '0'
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? Value.Of(number)
            : Value.Of(text);
    }

    private enum SetKind
    {
        Text,
        Json,
        Literal,
    }
}

using Wsm.Helm.Data;
using Wsm.Helm.Provenance;

namespace Wsm.Helm.Templates.Functions;

/// <summary>index, slice and len. Strings count in UTF-8 bytes.</summary>
internal static class GoIndexing
{
    public static Value Index(Value[] arguments)
    {
        var item = arguments[0];
        if (item.IsNil)
        {
            throw new FunctionException("index of untyped nil");
        }

        for (var i = 1; i < arguments.Length; i++)
        {
            item = Step(item, arguments[i]);
        }

        return item;
    }

    public static Value Length(Value[] arguments) =>
        arguments[0].Data switch
        {
            UntypedNil => throw new FunctionException("reflect: call of reflect.Value.Type on zero Value"),
            null => throw new FunctionException("len of nil pointer"),
            string text => Value.OfInt(GoText.ByteLength(text), arguments[0].Trace),
            _ => Contents(arguments[0].Data) switch
            {
                MapValue map => Value.OfInt(map.Count, arguments[0].Trace),
                ListValue list => Value.OfInt(list.Count, arguments[0].Trace),
                byte[] bytes => Value.OfInt(bytes.Length, arguments[0].Trace),
                _ => throw new FunctionException($"len of type {GoTypes.NameOf(arguments[0].Data)}"),
            },
        };

    public static Value Slice(Value[] arguments)
    {
        var item = arguments[0];
        if (item.IsNil)
        {
            throw new FunctionException("slice of untyped nil");
        }

        if (arguments.Length > 4)
        {
            throw new FunctionException($"too many slice indexes: {arguments.Length - 1}");
        }

        var contents = Contents(item.Data);
        var length = contents switch
        {
            string text when arguments.Length < 4 => GoText.ByteLength(text),
            string => throw new FunctionException("cannot 3-index slice a string"),
            ListValue list => list.Count,
            byte[] bytes => bytes.Length,
            _ => throw new FunctionException($"can't slice item of type {GoTypes.NameOf(item.Data)}"),
        };
        var from = arguments.Length > 1 ? Position(arguments[1], length) : 0;
        var to = arguments.Length > 2 ? Position(arguments[2], length) : length;
        if (from > to)
        {
            throw new FunctionException($"invalid slice index: {from} > {to}");
        }

        if (arguments.Length > 3 && Position(arguments[3], length) is var capacity && to > capacity)
        {
            throw new FunctionException($"invalid slice index: {to} > {capacity}");
        }

        return contents switch
        {
            string text => SliceText(text, item.Trace, from, to),
            ListValue list => new Value(
                new ListValue(list.Items.GetRange(from, to - from)) { TypeName = list.TypeName, Origin = list.Origin },
                item.Trace
            ),
            _ => new Value(((byte[])contents!)[from..to], item.Trace),
        };
    }

    private static Value SliceText(string text, Trace? trace, int from, int to)
    {
        var start = GoText.CharacterIndex(text, from);
        var end = GoText.CharacterIndex(text, to);
        // A cut inside a character leaves bytes that are no slice of the text any more.
        if (start < 0 || end < 0)
        {
            return Value.Of(GoText.FromBytes(GoText.ToBytes(text).AsSpan(from..to)), Trace.Derived(trace));
        }

        return Value.Of(text[start..end], TracedText.Slice(trace, start, end - start, text.Length));
    }

    private static Value Step(Value item, Value index)
    {
        if (item.IsNil)
        {
            throw new FunctionException("index of nil pointer");
        }

        switch (Contents(item.Data))
        {
            case ListValue list:
                var at = Position(index, list.Count);
                return at < list.Count ? list[at] : throw new FunctionException("reflect: slice index out of range");
            case byte[] bytes:
                at = Position(index, bytes.Length);
                return at < bytes.Length
                    ? new Value(bytes[at], item.Trace)
                    : throw new FunctionException("reflect: slice index out of range");
            case string text:
                var encoded = GoText.ToBytes(text);
                at = Position(index, encoded.Length);
                return at < encoded.Length
                    ? new Value(encoded[at], item.Trace)
                    : throw new FunctionException("reflect: string index out of range");
            case MapValue map:
                if (index.IsNil)
                {
                    throw new FunctionException("value is nil; should be of type string");
                }

                if (index.Data is not string key)
                {
                    throw new FunctionException($"value has type {GoTypes.NameOf(index.Data)}; should be string");
                }

                return map.TypeName == GoTypeNames.StringMap && !map.ContainsKey(key) ? Value.Of("", map[key].Trace) : map[key];
            default:
                throw new FunctionException($"can't index item of type {GoTypes.NameOf(item.Data)}");
        }
    }

    private static int Position(Value index, int length)
    {
        if (index.IsNil)
        {
            throw new FunctionException("cannot index slice/array with nil");
        }

        if (!GoTypes.TryInteger(index.Data, out var position))
        {
            if (!GoTypes.TryUnsigned(index.Data, out var unsigned))
            {
                throw new FunctionException($"cannot index slice/array with type {GoTypes.NameOf(index.Data)}");
            }

            position = (long)unsigned;
        }

        return position >= 0 && position <= length ? (int)position : throw new FunctionException($"index out of range: {position}");
    }

    private static object? Contents(object? data) => data is GoObject { Kind: "map" or "slice" } value ? value.ToData().Data : data;
}

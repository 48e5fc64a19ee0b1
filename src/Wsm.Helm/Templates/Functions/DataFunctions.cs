using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Data.Toml;
using Wsm.Helm.Data.Yaml;

namespace Wsm.Helm.Templates.Functions;

/// <summary>
/// YAML, JSON and TOML. The plain functions never fail: what they cannot write is "", what they cannot read is a map or list that says so.
/// </summary>
internal static class DataFunctions
{
    private const string PrettyIndent = "  ";

    public static void Register(FunctionList list)
    {
        list.Add("toYaml", static (_, a) => OrEmpty(a, ToYaml), GoType.Any);
        list.Add("mustToYaml", static (_, a) => OrFail(a, ToYaml), GoType.Any);
        list.Add("toYamlPretty", static (_, a) => OrEmpty(a, static value => WithoutLastBreak(YamlWriter.WritePretty(value))), GoType.Any);
        list.Add("fromYaml", static (_, a) => FromYaml(a[0]), GoType.String);
        list.Add("fromYamlArray", static (_, a) => FromYamlArray(a[0]), GoType.String);
        list.Add("toToml", static (_, a) => Value.Of(ToToml(a[0]), a.Traces()), GoType.Any);
        list.Add("fromToml", static (_, a) => FromToml(a.Text(0)), GoType.String);
        list.Add("toJson", static (_, a) => OrEmpty(a, ToJson), GoType.Any);
        list.Add("mustToJson", static (_, a) => OrFail(a, ToJson), GoType.Any);
        list.Add("toPrettyJson", static (_, a) => OrEmpty(a, ToPrettyJson), GoType.Any);
        list.Add("mustToPrettyJson", static (_, a) => OrFail(a, ToPrettyJson), GoType.Any);
        list.Add("toRawJson", static (_, a) => OrFail(a, ToRawJson), GoType.Any);
        list.Add("mustToRawJson", static (_, a) => OrFail(a, ToRawJson), GoType.Any);
        list.Add("fromJson", static (_, a) => FromJson(a.Text(0)), GoType.String);
        list.Add("fromJsonArray", static (_, a) => FromJsonArray(a.Text(0)), GoType.String);
        list.Add("mustFromJson", static (_, a) => MustFromJson(a), GoType.String);
    }

    private static Value ToYaml(Value value) => WithoutLastBreak(YamlWriter.Write(value));

    private static Value ToJson(Value value) => JsonWriter.Write(value);

    private static Value ToPrettyJson(Value value) => JsonWriter.Write(value, PrettyIndent);

    private static Value ToRawJson(Value value) => JsonWriter.Write(value, escapeHtml: false);

    private static Value OrEmpty(Value[] a, Func<Value, Value> write)
    {
        try
        {
            return write(a[0]);
        }
        catch (MarshalException)
        {
            // Helm and sprig drop the error here; the must… variants report it.
            return Value.Of("", a.Traces());
        }
    }

    private static Value OrFail(Value[] a, Func<Value, Value> write)
    {
        try
        {
            return write(a[0]);
        }
        catch (MarshalException refused)
        {
            throw new FunctionException(refused.Message);
        }
    }

    private static Value WithoutLastBreak(Value yaml)
    {
        var text = (string)yaml.Data!;
        return text.EndsWith('\n') ? StringFunctions.Slice(yaml, 0, text.Length - 1) : yaml;
    }

    private static Value FromYaml(Value text)
    {
        try
        {
            return Value.Of(YamlReader.ReadMap((string)text.Data!, new YamlReadOptions { Trace = text.Trace }));
        }
        catch (YamlException refused)
        {
            return ErrorMap(refused.Message);
        }
    }

    private static Value FromYamlArray(Value text)
    {
        try
        {
            return Value.Of(YamlReader.ReadList((string)text.Data!, new YamlReadOptions { Trace = text.Trace }));
        }
        catch (YamlException refused)
        {
            return ErrorList(refused.Message);
        }
    }

    private static string ToToml(Value value)
    {
        if (value.IsNil)
        {
            throw new FunctionException("reflect: call of reflect.Value.Type on zero Value");
        }

        try
        {
            return TomlWriter.Write(value);
        }
        catch (MarshalException refused)
        {
            // Helm gives the error's text as the result.
            return refused.Message;
        }
    }

    private static Value FromToml(string text)
    {
        try
        {
            return Value.Of(TomlReader.Read(text));
        }
        catch (TomlException refused)
        {
            return ErrorMap(refused.Message);
        }
    }

    private static Value FromJson(string text)
    {
        try
        {
            var value = JsonReader.Read(text);
            return value.Data is null or MapValue
                ? Value.Of((MapValue?)value.Data ?? new MapValue())
                : ErrorMap(Mismatch(value, GoTypeNames.Map));
        }
        catch (JsonException refused)
        {
            return ErrorMap(refused.Message);
        }
    }

    private static Value FromJsonArray(string text)
    {
        try
        {
            var value = JsonReader.Read(text);
            return value.Data is null or ListValue
                ? Value.Of((ListValue?)value.Data ?? new ListValue { IsNil = true })
                : ErrorList(Mismatch(value, GoTypeNames.List));
        }
        catch (JsonException refused)
        {
            return ErrorList(refused.Message);
        }
    }

    private static Value MustFromJson(Value[] a)
    {
        try
        {
            return JsonReader.Read(a.Text(0));
        }
        catch (JsonException refused)
        {
            throw new FunctionException(refused.Message);
        }
    }

    private static string Mismatch(Value found, string wanted)
    {
        var kind = found.Data switch
        {
            MapValue => "object",
            ListValue => "array",
            string => "string",
            bool => "bool",
            _ => "number",
        };
        return $"json: cannot unmarshal {kind} into Go value of type {wanted}";
    }

    internal static Value ErrorMap(string message)
    {
        var map = new MapValue(1) { ["Error"] = Value.Of(message) };
        return Value.Of(map);
    }

    private static Value ErrorList(string message) => Value.Of(new ListValue([Value.Of(message)]));
}

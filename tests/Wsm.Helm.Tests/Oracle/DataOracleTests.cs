using Wsm.Helm.Data;
using Wsm.Helm.Data.Json;
using Wsm.Helm.Data.Toml;
using Wsm.Helm.Data.Yaml;

namespace Wsm.Helm.Tests.Oracle;

/// <summary>
/// Random values and texts through the real helm and through our readers and writers. The seeds are fixed, so that a failure stays.
/// </summary>
public sealed class DataOracleTests
{
    private const int Cases = 1500;

    [Theory]
    [InlineData("toYaml")]
    [InlineData("toYamlPretty")]
    [InlineData("toJson")]
    public async Task What_helm_writes_of_a_value_we_write(string function)
    {
        var data = new RandomData(1);
        Value[] values = [.. Enumerable.Range(0, Cases).Select(_ => data.Next())];
        await CompareAsync($"{function} $c", values, value => Written(function, value));
    }

    [Fact]
    public async Task What_helm_reads_from_YAML_or_says_against_it_we_read_and_say()
    {
        var data = new RandomData(2);
        Value[] texts = [.. Enumerable.Range(0, Cases).Select(_ => Value.Of(data.Yaml()))];
        await CompareAsync("fromYaml $c | toJson", texts, text => Shown(() => new Value(YamlReader.ReadMap((string)text.Data!))));
    }

    [Fact]
    public async Task What_helm_reads_from_JSON_or_says_against_it_we_read_and_say()
    {
        var data = new RandomData(3);
        // A number that is too large leaves helm a half-filled map; that is not repeated.
        Value[] texts =
        [
            .. Enumerable.Range(0, Cases).Select(_ => data.Json()).Where(text => !text.Contains('e')).Select(text => Value.Of(text)),
        ];
        await CompareAsync("fromJson $c | toJson", texts, text => Shown(() => JsonReader.Read((string)text.Data!)));
    }

    [Fact]
    public async Task What_helm_writes_as_TOML_we_write()
    {
        var data = new RandomData(4);
        Value[] values = [.. Enumerable.Range(0, Cases).Select(_ => new Value(data.Map(3)))];
        await CompareAsync("toToml $c", values, value => Attempt(() => TomlWriter.Write(value)));
    }

    [Fact]
    public async Task What_helm_reads_from_TOML_we_read()
    {
        var data = new RandomData(5);
        // The library that helm uses loses lists around an inline table with an empty key.
        Value[] texts =
        [
            .. Enumerable
                .Range(0, Cases)
                .Select(_ => Attempt(() => TomlWriter.Write(new Value(data.Map(3)))))
                .Where(text => !text.StartsWith("toml:", StringComparison.Ordinal) && !text.Contains("{\"\" =", StringComparison.Ordinal))
                .Select(text => Value.Of(text)),
        ];
        await CompareAsync("fromToml $c | toJson", texts, text => Shown(() => new Value(TomlReader.Read((string)text.Data!))));
    }

    private static async Task CompareAsync(string expression, Value[] cases, Func<Value, string> ours)
    {
        var theirs = await HelmOracle.AskAsync(expression, cases);
        for (var i = 0; i < cases.Length; i++)
        {
            // The case is part of what is compared, so that a failure shows it.
            var input = JsonWriter.Write(cases[i]).Data;
            Assert.Equal($"{input}\n{theirs[i]}", $"{input}\n{ours(cases[i])}");
        }
    }

    private static string Written(string function, Value value)
    {
        try
        {
            var text = (string)
                (
                    function switch
                    {
                        "toYaml" => YamlWriter.Write(value),
                        "toYamlPretty" => YamlWriter.WritePretty(value),
                        _ => JsonWriter.Write(value),
                    }
                ).Data!;
            return text.EndsWith('\n') ? text[..^1] : text;
        }
        catch (MarshalException)
        {
            return "";
        }
    }

    private static string Attempt(Func<string> write)
    {
        try
        {
            return write();
        }
        catch (MarshalException refused)
        {
            return refused.Message;
        }
    }

    private static string Shown(Func<Value> read)
    {
        Value value;
        try
        {
            value = read();
        }
        catch (Exception refused) when (refused is YamlException or JsonException or TomlException)
        {
            value = new Value(new MapValue { ["Error"] = Value.Of(refused.Message) });
        }

        return (string)JsonWriter.Write(value).Data!;
    }
}
